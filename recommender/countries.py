"""Countries: all that people call them, and which of them a text may mean.

The names are those of the CLDR in the languages that are spoken here, those that are shown instead
of them (`recommender.wording`), the codes of ISO 3166, and nicknames. Prepared once (`build`),
memory-mapped when it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from recommender import names_by_word
from recommender.lists import Strings
from recommender.name_index import ASK_AT_MOST, WHOLE
from recommender.names_by_word import NamesByWord
from recommender.normal_forms import fold, squeeze

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

_PREFIX = "countries"
#: Shorter ones are codes, which mean themselves or nothing.
_SHORTEST = 4
#: The part of a name's letters that must be typed for it to be meant without asking.
_ENOUGH = 0.7
#: Names that are looked at for one country: it has several.
_NAMES_EACH = 4

#: The dump's codes of countries that are no more, and the CLDR's codes of what is no country.
_FORMER = frozenset({"AN", "CS", "SU", "XC", "XG", "YU"})
_NONE = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
#: Common names that neither the CLDR nor the codes have.
_NICKNAMES = {
    "US": "estados unidos de america|united states of america|eeuu|ee uu|u s a|norteamerica",
    "GB": "gran bretana|great britain|inglaterra|england|escocia|scotland|gales|wales|britain",
    "NL": "holanda|holland|the netherlands",
    "CZ": "republica checa|czech republic",
    "KR": "corea|korea|surcorea|republic of korea",
    "KP": "democratic people s republic of korea",
    "RU": "federacion rusa|russian federation",
    "SU": "urss|ussr|u r s s|union of soviet socialist republics",
    "XG": "rda|gdr|alemania del este|alemania oriental",
    "CN": "republica popular china|prc",
    "TW": "formosa|republic of china",
    "MM": "birmania|burma",
    "MK": "macedonia",
    "CI": "costa de marfil|ivory coast|cote d ivoire",
    "CD": "congo kinshasa|zaire",
    "CG": "congo brazzaville|congo",
    "PS": "palestina|palestine|palestinian territory",
    "UM": "united states minor outlying islands",
    "VA": "vaticano|vatican",
    "AE": "emiratos|emirates|uae|eau",
    "SV": "salvador",
    "DO": "dominicana|santo domingo",
    "BA": "bosnia",
    "TR": "turkey",
    "BY": "bielorrusia|belarus",
    "LY": "libyan arab jamahiriya",
    "SY": "syrian arab republic",
    "KG": "kyrgyz republic",
    "LA": "lao people s democratic republic",
    "BN": "brunei darussalam",
    "SZ": "swazilandia|swaziland",
    "IN": "bollywood",
}


@dataclass(frozen=True, slots=True)
class Country:
    """A country that a text may mean: its code in the catalogue, and how sure (0 to 100)."""

    code: str
    score: float


@cache
def names() -> dict[str, str]:
    """The code of each country by every folded name, nickname and code, the surest first."""
    # Only what reads or builds names needs the CLDR and the messages.
    from babel import Locale
    from babel.core import get_global

    from recommender.wording import LANGUAGES, Wording, plain

    cldr = [plain(Locale.parse(language).territories) for language in LANGUAGES]
    two_letters = {code for code in cldr[0] if len(code) == 2}
    codes = sorted(two_letters - _NONE | _FORMER)
    called = [(code, code) for code in codes]
    wordings = map(Wording, LANGUAGES)
    called += [(wording.country(code), code) for wording in wordings for code in codes]
    called += [(names_in[code], code) for names_in in cldr for code in codes if code in names_in]
    called += [(name, code) for code, more in _NICKNAMES.items() for name in more.split("|")]
    called += [
        (alias, meant[0])
        for alias, meant in get_global("territory_aliases").items()
        if alias.isalpha() and len(meant) == 1 and meant[0] in codes
    ]
    code_of: dict[str, str] = {}
    for name, code in called:
        code_of.setdefault(fold(name), code)
    return code_of


def build(movies: pa.Table, folder: Path) -> None:
    """Write the names of the countries into ``folder``.

    Args:
        movies: films in the published schema (``countries`` is read).
        folder: the folder of the version that is being made.
    """
    counted = pc.value_counts(pc.list_flatten(movies["countries"])).to_pylist()
    films = {each["values"]: each["counts"] for each in counted}
    long = {name: code for name, code in names().items() if len(squeeze(name)) >= _SHORTEST}
    names_by_word.build(
        list(long), [1 + films.get(code, 0) for code in long.values()], folder, _PREFIX
    )
    Strings.of(long.values()).save(folder, f"{_PREFIX}.codes")


class Countries:
    """The countries by name. Any thread may ask."""

    def __init__(self, folder: Path) -> None:
        self._names = NamesByWord.open(folder, _PREFIX)
        self._codes = Strings.open(folder, f"{_PREFIX}.codes")

    @classmethod
    def open(cls, folder: Path) -> Countries:
        """Open what `build` wrote."""
        return cls(folder)

    def find(self, text: str, limit: int = 3) -> list[Country]:
        """The countries that a text may mean, best first (see `recommender.name_index.ASK`).

        Args:
            text: a name as somebody typed it; codes are not looked up.
            limit: how many at most.
        """
        said = len(squeeze(fold(text)))
        likely: dict[str, float] = {}
        for hit in self._names.search(text, limit * _NAMES_EACH):
            # "Africa" is no country for being in the name of one.
            most = ASK_AT_MOST if said < _ENOUGH * len(squeeze(hit.name)) else WHOLE
            code = self._codes[hit.owner]
            likely[code] = max(likely.get(code, 0.0), min(hit.score, most))
        best = sorted(likely, key=lambda code: -likely[code])[:limit]
        return [Country(code, likely[code]) for code in best]

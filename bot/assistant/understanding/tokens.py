"""A text as words, and the words that name something from a short list: a month, a country.

Everything that is learnt and everything that is read from a text begins here, so that what was
seen when the model was fitted is what it sees when it serves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

from bot.assistant import arguments
from bot.assistant.understanding import lexicon
from recommender.normal_forms import fold
from recommender.readings import FIRST_YEAR, LAST_YEAR

#: What people paste is read no further than this.
MOST_WORDS = 60

_WORD = re.compile(r"\w+(?:['’´`]\w+)*")
_QUOTED = re.compile(r"[\"«“„]([^\"»”“]{1,80})[\"»”]|(?<!\w)['‘‚]([^'’‘]{2,80})['’](?!\w)")
_LONGEST_NAME = 4
_POSSESSIVE = frozenset({"'s", "’s", "´s", "`s"})

#: The genres of the dump, whatever catalogue is open: words mean what they mean.
GENRES = (
    "Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family",
    "Fantasy", "Foreign", "History", "Horror", "Music", "Mystery", "Romance", "Science Fiction",
    "TV Movie", "Thriller", "War", "Western",
)  # fmt: skip
_ORDINALS = {
    word: place
    for names, place in (
        ("primera primer primero first 1a 1ª 1st", 1),
        ("segunda segundo second 2a 2ª 2nd", 2),
        ("tercera tercer tercero third 3a 3ª 3rd", 3),
        ("cuarta cuarto fourth 4a 4ª 4th", 4),
        ("quinta quinto fifth 5a 5ª 5th", 5),
        ("ultima ultimo last", -1),
        ("penultima penultimo", -2),
    )
    for word in names.split()
}
_NUMBERS = {
    word: value
    for value, words in enumerate(
        "uno una one|dos two|tres three|cuatro four|cinco five|seis six|siete seven|ocho eight"
        "|nueve nine|diez ten".split("|"),
        start=1,
    )
    for word in words.split()
}
_TENS = {
    stem: 1900 + 10 * tens
    for stems, tens in (
        ("veint", 2), ("treint", 3), ("cuarent", 4), ("cincuent", 5), ("sesent", 6),
        ("setent", 7), ("ochent", 8), ("novent", 9),
    )
    for stem in stems.split()
}  # fmt: skip
_ENGLISH_TENS = {
    word: 1920 + 10 * place
    for place, word in enumerate(
        "twenties thirties forties fifties sixties seventies eighties nineties".split()
    )
}
#: Two digits from here on are years of the last century.
_LAST_CENTURY = 30
_DECADE_WORD = re.compile(rf"({'|'.join(_TENS)})(?:a|as|er[oa]s?)")
_DECADE_NUMBER = re.compile(r"(?:19|20)?(\d0)s?")
_BEFORE_A_DECADE = frozenset("los anos decada the las de".split())


_TWO_THOUSANDS = frozenset({"los dos mil", "los dosmil", "two thousands"})


#: What people type for short, in small letters, and the words that it stands for.
_SHORT_FOR = {
    short: words.split()
    for words, all_short in (
        ("que", "q qe ke"), ("de", "d"), ("del", "dl"), ("porque", "xq pq porq xk"),
        ("para", "pa xa"), ("tambien", "tmb tb tbn"), ("comedia romantica", "romcom romcoms"),
        ("comedia dramatica", "dramedia dramedias dramedy dramedies"),
    )
    for short in all_short.split()
}  # fmt: skip
#: A letter that was held down: "buenaaaas". No Roman numeral, such as "xiii", is such a word.
_HELD_DOWN, _ROMAN = re.compile(r"([a-z])\1{2,}"), re.compile(r"[ivxlcdm]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: folded, where it stands in the text, and how it was written.

    ``capital`` says whether it begins with a capital letter, ``shouted`` whether it has no other
    letters, ``quoted`` whether it stands in quotation marks.
    """

    folded: str
    start: int
    end: int
    capital: bool = False
    shouted: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """Words ``start`` to ``end`` (exclusive) that name something from a short list.

    ``kind`` is MONTH, WEEKDAY, GENRE, COUNTRY, NATION (an adjective, or a language), LANGUAGE,
    DECADE, YEAR, ORDINAL, NUMBER, PLATFORM (where films are streamed), PLOT (a phrase about
    plots) or MOOD (what people are in the mood for); ``value`` what they mean.
    """

    kind: str
    start: int
    end: int
    value: int | str


def words_of(text: str) -> list[Word]:
    """The words of a text, at most `MOST_WORDS` of them."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if match[0][-2:] in _POSSESSIVE and end - start > 2:
            end -= 2
        folded = fold(text[start:end]).replace(" ", "")
        if folded.isalpha() and text[end : end + 1] == "+":
            folded += "plus"
        if folded:
            inside = any(first <= start and end <= last for first, last in quoted)
            capital, shouted = match[0][0].isupper(), match[0].isupper()
            meant = [folded] if inside or (capital and start) else _in_full(folded)
            found += [Word(each, start, end, capital, shouted, inside) for each in meant]
        if len(found) >= MOST_WORDS:
            break
    return found[:MOST_WORDS]


def _in_full(folded: str) -> Sequence[str]:
    """The words that a hastily typed one stands for: itself, mostly."""
    if not _ROMAN.fullmatch(folded):
        folded = _HELD_DOWN.sub(r"\1", folded)
    return _SHORT_FOR.get(folded, [folded])


def mentions(words: Sequence[Word]) -> list[Mention]:
    """What the words name, the longest names first taken, from left to right, none twice."""
    found = []
    at = 0
    while at < len(words):
        mention = next(_named(words, at), None)
        if mention is None:
            at += 1
        else:
            found.append(mention)
            at = mention.end
    return found


def _named(words: Sequence[Word], at: int) -> Iterator[Mention]:
    letters = _first_letters([word.folded for word in words[at : at + 2]])
    for key in (letters, (letters[0], "")):
        for said, mood in _moods().get(key, ()):
            if _begins(words, at, said):
                yield Mention("MOOD", at, at + len(said), mood)
    for end in range(min(at + lexicon.longest(), len(words)), at + 1, -1):
        phrase = " ".join(word.folded for word in words[at:end])
        if phrase in platforms():
            yield Mention("PLATFORM", at, end, phrase)
        if lexicon.is_phrase(phrase):
            yield Mention("PLOT", at, end, phrase)
        if phrase in _TWO_THOUSANDS:
            yield Mention("DECADE", at, end, 2000)
    for end in range(min(at + _LONGEST_NAME, len(words)), at + 1, -1):
        phrase = " ".join(word.folded for word in words[at:end])
        genre = arguments.genres(GENRES).exactly(phrase)
        if genre is not None and not any(
            word.folded in _EDGES for word in (words[at], words[end - 1])
        ):
            yield Mention("GENRE", at, end, genre)
        country = arguments.countries().exactly(phrase)
        if country is not None and words[at].folded not in _EDGES:
            yield Mention("COUNTRY", at, end, country)
    yield from _named_by_one(words, at)


#: Words that no name of a short list begins or ends with.
_EDGES = frozenset("de del la el los las en y a of the in and un una".split())


def _named_by_one(words: Sequence[Word], at: int) -> Iterator[Mention]:
    """What one word names, the surest first."""
    word, before = words[at], words[at - 1].folded if at else ""
    after = words[at + 1].folded if at + 1 < len(words) else ""
    folded = word.folded
    if folded in platforms():
        yield Mention("PLATFORM", at, at + 1, folded)
    decade = _decade(folded, before, after)
    if decade is not None:
        yield Mention("DECADE", at, at + 1, decade)
    if folded.isdecimal():
        if len(folded) == 4 and FIRST_YEAR <= int(folded) <= LAST_YEAR:
            yield Mention("YEAR", at, at + 1, int(folded))
        elif len(folded) == 2 and (before in {"del", "ano"} or _in_the(words, at)):
            yield Mention(
                "YEAR", at, at + 1, (2000 if int(folded) < _LAST_CENTURY else 1900) + int(folded)
            )
        elif len(folded) <= 3:
            yield Mention("NUMBER", at, at + 1, int(folded))
        return
    # "mar" is the sea, "usa" uses: three letters name something only where a name is due.
    due = len(folded) > 3 or (len(folded) == 3 and before in _BEFORE_A_NAME)
    # The best of history is of all times.
    all_times = folded in {"historia", "history"} and before in {"la", "of", "in"}
    shouted = word.shouted and len(folded) > 1
    tongue = len(folded) < 4 or arguments.languages().exactly(folded) is not None
    lists: tuple[tuple[str, Callable[[str], int | str | None], bool], ...] = (
        ("ORDINAL", _ORDINALS.get, True),
        ("NUMBER", _NUMBERS.get, True),
        # "Argentina" is a country where one is due, and an adjective elsewhere.
        ("COUNTRY", arguments.countries().exactly, before in _BEFORE_NAMES and not tongue),
        ("NATION", demonyms().get, True),
        ("MONTH", arguments.months().exactly, due),
        ("WEEKDAY", arguments.weekdays().exactly, due),
        ("GENRE", arguments.genres(GENRES).exactly, len(folded) > 2 and not all_times),
        ("COUNTRY", arguments.countries().exactly, due or shouted),
        ("LANGUAGE", arguments.languages().exactly, len(folded) > 3),
    )
    for kind, meaning_of, may_be in lists:
        value = meaning_of(folded) if may_be else None
        if value is not None:
            yield Mention(kind, at, at + 1, value)


def _in_the(words: Sequence[Word], at: int) -> bool:
    """Whether a word stands behind "en el", as a year of two digits does."""
    return [word.folded for word in words[max(at - 2, 0) : at]] == ["en", "el"]


_BEFORE_NAMES = frozenset("en in from".split())
_BEFORE_A_NAME = frozenset("en de del mes dia in of from on".split())


def _decade(folded: str, before: str, after: str) -> int | None:
    """The first year of the decade that a word names, such as 1990 of "90s" or "noventeras"."""
    if folded in _ENGLISH_TENS:
        return _ENGLISH_TENS[folded]
    spelled = _DECADE_WORD.fullmatch(folded)
    if spelled is not None and (
        before in _BEFORE_A_DECADE or folded.endswith(("ras", "ra", "ros", "ro"))
    ):
        return _TENS[spelled[1]]
    numbered = _DECADE_NUMBER.fullmatch(folded)
    if numbered is None:
        return None
    plural = folded.endswith("s")
    tens = int(numbered[1])
    if len(folded.rstrip("s")) == 4:
        whole = int(folded.rstrip("s"))
        return whole if plural or before in {"decada", "los", "decade"} else None
    if not plural and (before not in _BEFORE_A_DECADE or after in {"minutos", "minutes", "min"}):
        return None
    return (2000 if tens < 20 else 1900) + tens


@cache
def platforms() -> frozenset[str]:
    """Folded names of what films are streamed on."""
    text = (files("bot.assistant.understanding") / "platforms.txt").read_text(encoding="utf-8")
    return frozenset(fold(line) for line in text.splitlines() if line and line[0] != "#")


_CHOICE = re.compile(r"\(([^()]*)\)")
#: So many letters of its first two words tell which moods a phrase may be.
_MOOD_LETTERS = 2


@cache
def _moods() -> dict[tuple[str, str], list[tuple[tuple[str, ...], str]]]:
    """Phrases with the genre that suits them, the longest first, by their first letters."""
    found: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
    for genre, phrase in mood_phrases():
        words = tuple(phrase.split())
        found.setdefault(_first_letters(words), []).append((words, genre))
    for phrases in found.values():
        phrases.sort(key=lambda each: -len(each[0]))
    return found


def _first_letters(words: Sequence[str]) -> tuple[str, str]:
    return words[0][:_MOOD_LETTERS], words[1][:_MOOD_LETTERS] if len(words) > 1 else ""


def mood_phrases() -> Iterator[tuple[str, str]]:
    """Genres, and the phrases that stand for each."""
    text = (files("bot.assistant.understanding") / "moods.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        genre, _, phrases = line.partition(" = ")
        for phrase in phrases.split(", ") if line[0] != "#" else ():
            choices = [part.split("|") for part in _CHOICE.split(phrase)]
            yield from ((genre, " ".join("".join(each).split())) for each in product(*choices))


def _begins(words: Sequence[Word], at: int, phrase: Sequence[str]) -> bool:
    """Whether the words from here on are a phrase, of which a word may be only begun."""
    return len(words) - at >= len(phrase) and all(
        word.folded.startswith(said[:-1]) if said[-1] == "*" else word.folded == said
        for word, said in zip(words[at : at + len(phrase)], phrase, strict=True)
    )


@cache
def demonyms() -> dict[str, str]:
    """The country of each folded adjective, masculine and feminine, singular and plural."""
    text = (files("bot.assistant.understanding") / "demonyms.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if "=" not in line or line.startswith("#"):
            continue
        code, adjectives = line.split("=")
        spanish, english = adjectives.split(",")
        for adjective in fold(spanish).split():
            plural = "s" if adjective[-1] in "aeou" else "es"
            for form in (adjective, adjective + plural, adjective + "s"):
                found.setdefault(form, code.strip())
        for adjective in fold(english).split():
            found.setdefault(adjective, code.strip())
    return found

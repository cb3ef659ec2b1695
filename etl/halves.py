"""Records that a line break inside a text has cut in two.

The first half ends early: everything from the cut on is blank. The second half is the next
record and stands shifted to the left: its first field is the rest of the cut text. Laid end to
end they have the shape of a film to its last column, which the second has not alone; that is how
they are known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from etl.clean import parse_date
from etl.literals import NOTHING

_CUT_TEXTS = ("overview", "tagline", "title", "original_title")


def _is_number(value: str) -> bool:
    try:
        float(value or 0)
    except ValueError:
        return False
    return True


def _is_nested(value: str) -> bool:
    return value in NOTHING or value.startswith(("[", "{"))


def _is_boolean(value: str) -> bool:
    return value.casefold() in {"", "true", "false"}


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _is_date(value: str) -> bool:
    return value in NOTHING or parse_date(value) is not None


def _is_word(value: str) -> bool:
    return value in NOTHING or (len(value) < 20 and value.replace(" ", "").isalpha())


_SHAPES: dict[str, Callable[[str], bool]] = {
    "id": _is_id,
    "title": bool,
    "adult": _is_boolean,
    "video": _is_boolean,
    "status": _is_word,
    "original_language": _is_word,
    "release_date": _is_date,
    **dict.fromkeys(
        ("budget", "revenue", "runtime", "popularity", "vote_average", "vote_count"), _is_number
    ),
    **dict.fromkeys(
        (
            "genres",
            "keywords",
            "belongs_to_collection",
            "production_companies",
            "production_countries",
            "spoken_languages",
        ),
        _is_nested,
    ),
}


class HalfJoiner:
    """Knows the columns of one file, and joins the halves of its cut records.

    Args:
        columns: the names in the file's header, in order.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self._width = len(columns)
        self._shapes = [
            (place, _SHAPES[name]) for place, name in enumerate(columns) if name in _SHAPES
        ]
        self._cuts = [place for place, name in enumerate(columns) if name in _CUT_TEXTS]
        self._id = columns.index("id")

    def is_film(self, fields: Sequence[str]) -> bool:
        """Whether a record has the shape of a film."""
        return len(fields) >= self._width and all(
            shape(fields[place].strip()) for place, shape in self._shapes
        )

    def ends_early(self, fields: Sequence[str]) -> bool:
        """Whether a record may be a first half: its last columns are blank or absent."""
        return len(fields) < self._width or not fields[self._width - 1].strip()

    def join(self, first: Sequence[str], second: Sequence[str]) -> list[str] | None:
        """The whole record of two neighbouring ones, or None where they are no halves."""
        first, second = self._padded(first), self._padded(second)
        if not self.ends_early(first) or self.is_film(second):
            return None
        end = max((place for place, value in enumerate(first) if value.strip()), default=-1)
        for cut in self._cuts:
            rest = self._width - cut
            if cut < end or any(value.strip() for value in second[rest:]):
                continue
            torn = "\n".join(text for text in (first[cut].rstrip(), second[0].lstrip()) if text)
            whole = [*first[:cut], torn, *second[1:rest]]
            if self.is_film(whole) and not self.ends_early(whole):
                return whole
        return None

    def is_second_half(self, fields: Sequence[str]) -> bool:
        """Whether a record has the shape of a second half (its first may be missing)."""
        blanks = [""] * self._width
        blanks[self._id] = "1"
        return self.join(blanks, fields) is not None

    def _padded(self, fields: Sequence[str]) -> list[str]:
        return [*fields, *[""] * (self._width - len(fields))]

"""How often the right person, company, saga or country is found from a name as people type it.

Three quarters of the cases are names with the noise of `recommender.evaluate.noise`, half of them
well known (the tenth that has most votes) and half obscure; some of them are short, as people say
them: a surname alone, a company without its trade. A quarter have no right answer: small talk,
names that were taken out before the index was made, and invented ones. Namesakes are one answer.
"""

from __future__ import annotations

import random
import tempfile
import time
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from recommender import countries, names_by_word
from recommender.evaluate import noise
from recommender.evaluate.titles import (
    BASELINES,
    NOWHERE,
    SEED,
    Case,
    Line,
    Report,
    Size,
    baseline,
    lines_of,
    put,
)
from recommender.groups import COLLECTIONS, COMPANIES, UNSAID, Companies, Groups
from recommender.name_index import ACCEPT
from recommender.names_by_word import NamesByWord
from recommender.people import People
from recommender.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Part of the names that are taken out to be asked for in vain, and how many at most.
_TAKEN_OUT, _MOST_TAKEN_OUT = 0.1, 2000
#: Kinds of noise that only titles have.
_OF_TITLES = frozenset({"main_title", "subtitle", "numeral", "article", "wrapped", "missing_word"})
_KINDS = (*(kind for kind in noise.KINDS if kind not in _OF_TITLES), "short", "short_slip")
#: By some of their words those are meant who are so much better known than others with these words.
_BETTER_KNOWN = 8.0
_SHORTEST, _SHORTEST_SLIP = 3, 6
_PARTICLES = frozenset("de del di da du la le van von den der ten st mac".split())
_TRADE = frozenset(
    "pictures productions films film filmes studios studio entertainment company corporation inc"
    " ltd group media collection".split()
)
_TRIES = 500


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names: what it is called, the names as they are shown, how well known each is."""

    kind: str
    names: Sequence[str]
    weights: Sequence[float]
    unsaid: frozenset[str] = frozenset()


def short(name: str, kind: str) -> str:
    """What is left of a name that is said for short: a surname, a company without its trade."""
    words = name.split()
    if kind == "people":
        first = len(words) - 1
        while first > 1 and words[first - 1].lower() in _PARTICLES:
            first -= 1
        return " ".join(words[first:])
    while len(words) > 1 and words[-1].lower().strip(".,") in _TRADE:
        words.pop()
    return " ".join(words)


def plain(name: str) -> str:
    """What namesakes share: a name without accents, marks and spaces."""
    return noise.plain_name(noise.no_accents(name, random.Random()) or name)  # noqa: S311


class _Drawn:
    """Names that cases are drawn from. Those with one plain name are one: the first of them."""

    def __init__(self, listed: Names, taken_out: Iterable[int]) -> None:
        self._kind = listed.kind
        self.names = listed.names
        out = set(taken_out)
        first: dict[str, int] = {}
        self.same = [
            first.setdefault(plain(name), place) for place, name in enumerate(listed.names)
        ]
        self.known = {
            called for called, place in first.items() if place not in out and len(called) > 1
        }
        self._in_order = sorted(self.known)
        self.weights = np.bincount(self.same, listed.weights, len(listed.names))
        self._having: dict[str, list[int]] = {}
        for place in first.values():
            if place not in out:
                for word in set(self.names[place].lower().split()):
                    self._having.setdefault(word, []).append(place)
        distinct = [first[called] for called in sorted(self.known)]
        limit = float(np.quantile(self.weights[distinct], 0.9)) if distinct else 0.0
        self.pools = {
            "well-known": [place for place in distinct if self.weights[place] >= limit],
            "obscure": [place for place in distinct if self.weights[place] < limit],
        }

    def noisy(self, place: int, kind: str, rng: random.Random) -> str | None:
        """The name with one kind of noise, if it still means this one."""
        name = self.names[place]
        if kind.startswith("short"):
            said = short(name, self._kind)
            if len(said) < _SHORTEST or not self._means(said, place):
                return None
            if kind == "short":
                return said
            slip = rng.choice(("neighbour_key", "swapped_letters", "missing_letter", "misspelled"))
            text = noise.KINDS[slip](said, rng) if len(said) >= _SHORTEST_SLIP else None
            return text if text and not set(text.lower().split()) & self._having.keys() else None
        text = noise.KINDS[kind](name, rng)
        bare = plain(text or "")
        if not text or (bare in self.known and bare != plain(name)):
            return None
        if kind == "unfinished" and not self._only_beginning(bare):
            return None
        return text

    def holding(self, text: str) -> set[int]:
        """The names that have all words of a text."""
        return set.intersection(*(set(self._having.get(w, ())) for w in text.lower().split()))

    def _means(self, said: str, place: int) -> bool:
        others = [self.weights[other] for other in self.holding(said) if other != place]
        named = self.same[place] == place and plain(said) not in self.known
        return named and self.weights[place] >= _BETTER_KNOWN * max(others, default=0.0) + 1

    def _only_beginning(self, begun: str) -> bool:
        place = bisect_left(self._in_order, begun)
        return sum(name.startswith(begun) for name in self._in_order[place : place + 2]) == 1


def draw_cases(
    listed: Names,
    taken_out: Iterable[int],
    count: int,
    seed: int = SEED,
    nowhere: float = NOWHERE,
) -> list[Case]:
    """Frozen cases for a list of names.

    Args:
        listed: all names.
        taken_out: places of those that the index will not have.
        count: how many cases.
        seed: of the random generator.
        nowhere: part of the cases that have no right answer.
    """
    rng = random.Random(seed)  # noqa: S311  (frozen, not secret)
    drawn = _Drawn(listed, taken_out)
    somewhere = count - round(count * nowhere)
    return [
        *_somewhere(drawn, somewhere, rng),
        *_nowhere(drawn, sorted(taken_out), count - somewhere, rng),
    ]


def _somewhere(drawn: _Drawn, count: int, rng: random.Random) -> Iterator[Case]:
    number = made = 0
    while made < count:
        kind = _KINDS[number % len(_KINDS)]
        group = tuple(drawn.pools)[number // len(_KINDS) % 2]
        number += 1
        pool = drawn.pools[group]
        for _ in range(_TRIES if pool else 0):
            place = rng.choice(pool)
            text = drawn.noisy(place, kind, rng)
            if text:
                made += 1
                yield Case(text, place, kind, group)
                break


def _nowhere(
    drawn: _Drawn, taken_out: Sequence[int], count: int, rng: random.Random
) -> Iterator[Case]:
    out = [place for place in taken_out if plain(drawn.names[place]) not in drawn.known]
    talk = [text for text in noise.SMALL_TALK if plain(text) not in drawn.known]
    rng.shuffle(out)
    rng.shuffle(talk)
    for number in range(count):
        turn, place = number % 3, number // 3
        if turn == 1 and out:
            name = drawn.names[out[place % len(out)]]
            slip = noise.KINDS["misspelled"](name, rng) if place % 2 else None
            yield Case(slip or name, None, "taken_out", "nowhere")
        elif turn == 2:
            yield Case(_invented(drawn, rng), None, "invented", "nowhere")
        else:
            yield Case(talk[place % len(talk)], None, "small_talk", "nowhere")


def _invented(drawn: _Drawn, rng: random.Random) -> str:
    """The first word of one name and the last ones of another."""
    while True:
        one, other = rng.choice(drawn.names).split(), rng.choice(drawn.names).split()
        text = " ".join([one[0], *other[1:]])
        if len(other) > 1 and drawn.holding(text) == set():
            return text


def evaluate_names(
    catalogue: str, listed: Names, count: int = 800, seed: int = SEED, *, baselines: bool = True
) -> Report:
    """Noisy names of one list, put to the engine and to plain rapidfuzz.

    Args:
        catalogue: what the catalogue is called in the report.
        listed: the names.
        count: how many cases.
        seed: of the cases.
        baselines: whether plain rapidfuzz is measured too.
    """
    rng = random.Random(seed)  # noqa: S311  (frozen, not secret)
    everybody = range(len(listed.names))
    out = set(rng.sample(everybody, min(int(_TAKEN_OUT * len(everybody)), _MOST_TAKEN_OUT)))
    cases = draw_cases(listed, out, count, seed)
    stay = [place for place in everybody if place not in out]
    kept = [listed.names[place] for place in stay]
    first: dict[str, int] = {}
    for place in everybody:
        first.setdefault(plain(listed.names[place]), place)
    rows = [first[plain(name)] for name in kept]
    where = f"{catalogue}, {listed.kind}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        weights = [listed.weights[place] for place in stay]
        names_by_word.build(kept, weights, folder, listed.kind, listed.unsaid)
        seconds = time.perf_counter() - start
        index = NamesByWord.open(folder, listed.kind, listed.unsaid)

        def resolve(text: str) -> list[tuple[int, float]]:
            found: dict[int, float] = {}
            for hit in index.search(text, limit=20):
                found.setdefault(rows[hit.owner], hit.score)
            return list(found.items())

        found = lines_of(where, "butaca", put(resolve, ACCEPT, cases))
        room = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    size = Size(where, len(kept), len(kept), room, seconds, found[-1].p50, found[-1].p99)
    for method, scorer in BASELINES.items() if baselines else ():
        outcomes = put(baseline(kept, rows, scorer), 90.0, cases)
        found.append(lines_of(where, method, outcomes)[-1])
    return Report(tuple(found), (size,))


def published(folder: Path) -> Iterator[Names]:
    """The people, companies and sagas of a published version, and the countries in Spanish."""
    people = People.open(folder)
    everybody = range(len(people))
    yield Names(
        "people",
        [people.person(number).name for number in everybody],
        [people.weight(number) for number in everybody],
    )
    for kind, groups in (
        (COMPANIES, Companies(folder)),
        (COLLECTIONS, Groups.open(folder, COLLECTIONS)),
    ):
        numbers = range(len(groups))
        yield Names(
            kind,
            [groups.name(number) for number in numbers],
            [groups.weight(number) for number in numbers],
            UNSAID[kind],
        )
    shown = [Wording("es").country(code) for code in sorted(set(countries.names().values()))]
    yield Names("countries", shown, [1.0] * len(shown))


def evaluate(
    catalogues: dict[str, Path], count: int = 800, seed: int = SEED, *, baselines: bool = True
) -> Report:
    """Noisy names of every list of each published version.

    Args:
        catalogues: folder of a published version by the name that it has in the report.
        count: how many cases for each list.
        seed: of the cases.
        baselines: whether plain rapidfuzz is measured too.
    """
    found: list[Line] = []
    sizes: list[Size] = []
    for catalogue, folder in catalogues.items():
        for listed in published(folder):
            if not listed.names:
                continue
            report = evaluate_names(catalogue, listed, count, seed, baselines=baselines)
            found.extend(report.lines)
            sizes.extend(report.sizes)
    return Report(tuple(found), tuple(sizes))

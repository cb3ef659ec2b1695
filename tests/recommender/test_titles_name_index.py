"""The index of names against slow and obvious readings of the same lists."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import grams, name_index
from recommender.everyday_words import EVERYDAY_WORDS
from recommender.name_index import ACCEPT, Forms, NameIndex
from recommender.normal_forms import bare, canonical, fold, squeeze
from recommender.vocabulary import Vocabulary

PEOPLE = [
    ("Christopher Nolan", 1, 90.0),
    ("Jonathan Nolan", 2, 30.0),
    ("Quentin Tarantino", 3, 95.0),
    ("Penélope Cruz", 4, 60.0),
    ("Tom Cruise", 5, 99.0),
    ("Guillermo del Toro", 6, 70.0),
    ("宮崎 駿", 7, 80.0),
    ("Hayao Miyazaki", 7, 80.0),
    ("Joel Coen", 8, 50.0),
    ("Ethan Coen", 9, 50.0),
]

WORDS = st.sampled_from(
    ["toy", "story", "the", "a", "two", "ii", "2", "kong", "king", "é", "Łódź", "and", "&", "y",
     "part", "dark", "world:", "-", "die", "hard", "aaa", "1917"]
)  # fmt: skip
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=12)


def built(names: list[str], folder: str) -> NameIndex:
    name_index.build(names, range(len(names)), [0.0] * len(names), Path(folder), "names")
    return NameIndex.open(Path(folder), "names")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> NameIndex:
    folder = tmp_path_factory.mktemp("people")
    names, owners, weights = zip(*PEOPLE, strict=True)
    name_index.build(names, owners, weights, folder, "people")
    return NameIndex.open(folder, "people")


@settings(max_examples=40)
@given(NAMES, st.lists(WORDS, max_size=5).map(" ".join))
def test_exact_is_what_comparing_all_names_says(names: list[str], text: str) -> None:
    def slow(name: str, form: str) -> str:
        folded = fold(name)
        key = bare(canonical(folded))
        return {
            "folded": squeeze(folded),
            "canonical": squeeze(canonical(folded)),
            "bare": squeeze(key),
            "sorted": " ".join(sorted(key.split())),
        }[form]

    expected: dict[int, float] = {}
    for form, score in (("folded", 100), ("canonical", 99), ("bare", 98), ("sorted", 95)):
        for owner, name in enumerate(names):
            if slow(text, form) and slow(text, form) == slow(name, form):
                expected.setdefault(owner, score)
    with TemporaryDirectory() as folder:
        index = built(names, folder)
        found: dict[int, float] = {}
        for entry, score in index.exact(Forms.of(text)).items():
            owner = int(index.owners[index.shown[entry]])
            found[owner] = max(score, found.get(owner, 0.0))
    assert {owner: found[owner] for owner in expected} == expected


def trigrams(text: str) -> set[str]:
    edged = f"\x02{text}\x03"
    return {edged[place : place + 3] for place in range(len(edged) - 2)}


@settings(max_examples=40)
@given(NAMES, st.lists(WORDS, min_size=1, max_size=4).map(" ".join))
def test_candidates_are_ranked_as_comparing_all_trigrams_says(names: list[str], text: str) -> None:
    asked = squeeze(bare(canonical(fold(text))))
    with TemporaryDirectory() as folder:
        index = built(names, folder)
        near, rank = index.candidates(asked)
        having: dict[int, set[str]] = {
            entry: trigrams(squeeze(index.key(entry))) if index.key(entry) else set()
            for entry in range(len(index.shown))
        }
        spread = Counter(gram for grams in having.values() for gram in grams)
        size = len(index.shown)

    def worth(grams: set[str]) -> float:
        return sum(math.log(1 + size / max(spread[gram], 1)) for gram in grams)

    mine = trigrams(asked) if asked else set()
    for entry, value in zip(near.tolist(), rank.tolist(), strict=True):
        shared = worth(mine & having[entry])
        missed, untyped = worth(mine) - shared, worth(having[entry]) - shared
        assert value == pytest.approx(shared / (shared + 0.7 * missed + 0.3 * untyped), rel=1e-4)
    best = max((worth(mine & grams) for grams in having.values()), default=0.0)
    expected = {
        entry for entry, grams in having.items() if best and worth(mine & grams) > 0.31 * best
    }
    assert expected <= set(near.tolist())


@settings(max_examples=40)
@given(NAMES)
def test_every_name_finds_itself(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        index = built(names, folder)
        for name in names:
            if fold(name):
                hit = index.search(name)[0]
                assert fold(hit.name).replace(" ", "") == fold(name).replace(" ", "")
                assert hit.score == 100.0


@settings(max_examples=30)
@given(NAMES)
def test_the_vocabulary_counts_as_a_counter_does(names: list[str]) -> None:
    seen = Counter(word for name in names for word in set(canonical(fold(name)).split()))
    with TemporaryDirectory() as folder:
        built(names, folder)
        common = Vocabulary.open(Path(folder), "names").commonness(["toy", "kong", "zzz", "hello"])
    assert common["zzz"] == 0.0
    assert common["hello"] > 0.0
    assert (common["kong"] > 0) == (seen["kong"] > 0 or "kong" in EVERYDAY_WORDS)
    if seen["kong"] and seen["toy"]:
        assert (common["kong"] < common["toy"]) == (seen["kong"] < seen["toy"])


@settings(max_examples=30)
@given(NAMES)
def test_letters_follow_each_other_as_often_as_one_counts(names: list[str]) -> None:
    words = {word for name in names for word in canonical(fold(name)).split()} | {*EVERYDAY_WORDS}
    edge = "`"
    expected = Counter(
        (edge + word + edge)[place : place + 3]
        for word in words
        if re.fullmatch("[a-z]+", word)
        for place in range(len(word))
    )
    with TemporaryDirectory() as folder:
        built(names, folder)
        letters = np.load(Path(folder) / "names.letters.npy").reshape(27, 27, 27)
    found = {
        "".join(chr(ord(edge) + code) for code in place): letters[tuple(place)]
        for place in np.argwhere(letters).tolist()
    }
    assert found == expected


@settings(max_examples=30)
@given(NAMES, st.integers(1, 40))
def test_trigrams_sorted_in_spans_are_those_sorted_at_once(names: list[str], span: int) -> None:
    with (
        TemporaryDirectory() as one,
        TemporaryDirectory() as other,
        pytest.MonkeyPatch.context() as patch,
    ):
        built(names, one)
        patch.setattr(grams, "_SORTED_AT_ONCE", span)
        patch.setattr(name_index, "_AT_ONCE", 3)
        built(names, other)
        for path in Path(one).iterdir():
            assert path.read_bytes() == (Path(other) / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("tarantino", 3),
        ("quentin tarantino", 3),
        ("tarantino quentin", 3),
        ("cuentin tarantino", 3),
        ("penelope cruz", 4),
        ("guillermo del toro", 6),
        ("del toro", 6),
        ("tom cruz", 5),
        ("miyazaki", 7),
        ("宮崎 駿", 7),
        ("nolan", 1),
        ("jonathan nolan", 2),
    ],
)
def test_people_are_found_as_they_are_called(people: NameIndex, text: str, owner: int) -> None:
    assert people.search(text)[0].owner == owner


def test_several_that_fit_all_come_the_best_known_first(people: NameIndex) -> None:
    found = people.search("nolan")
    assert [hit.owner for hit in found[:2]] == [1, 2]
    assert found[0].score == found[1].score


def test_an_owner_comes_once(people: NameIndex) -> None:
    owners = [hit.owner for hit in people.search("miyazaki hayao", limit=10)]
    assert len(owners) == len(set(owners))


@pytest.mark.parametrize("text", ["jajaja", "what time is it", "", "\x00", "zzzz"])
def test_nobody_is_meant_by_talk(people: NameIndex, text: str) -> None:
    assert all(hit.score < ACCEPT for hit in people.search(text))

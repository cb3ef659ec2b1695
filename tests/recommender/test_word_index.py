from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from recommender import word_index
from recommender.word_index import ACCEPT, ASK, PARTLY, WHOLE, Lists, Strings, WordIndex, largest

PEOPLE = {
    "Quentin Tarantino": 900.0, "Mark Tarantino": 2.0, "Robert De Niro": 800.0,
    "Leonardo DiCaprio": 950.0, "Pedro Almodóvar": 300.0, "Agustín Almodóvar": 5.0,
    "Samuel L. Jackson": 990.0, "Jean-Claude Van Damme": 200.0, "Tom Hanks": 970.0,
    "Colin Hanks": 40.0, "John Wayne": 400.0, "Wayne Wang": 30.0, "Brad Pitt": 940.0,
    "小津 安二郎": 90.0, "Mélanie Laurent": 120.0, "50 Cent": 60.0, "Alfred Hitchcock": 700.0,
}  # fmt: skip
NAMES = list(PEOPLE)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WordIndex:
    folder = tmp_path_factory.mktemp("names")
    word_index.build(NAMES, list(PEOPLE.values()), folder, "people")
    return WordIndex.open(folder, "people")


def found(index: WordIndex, text: str) -> list[str]:
    return [hit.name for hit in index.search(text) if hit.score >= ASK]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_under_itself_however_it_is_written(index: WordIndex, name: str) -> None:
    for text in (name, name.upper(), f"  {name.lower()} ", name.replace(" ", "")):
        best = index.search(text)[0]
        assert (best.name, best.score) == (name, WHOLE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tarantino", "Quentin Tarantino"), ("tarrantino", "Quentin Tarantino"),
        ("almodobar", "Pedro Almodóvar"), ("de niro", "Robert De Niro"),
        ("deniro", "Robert De Niro"), ("di caprio", "Leonardo DiCaprio"),
        ("samuel jackson", "Samuel L. Jackson"), ("van dam", "Jean-Claude Van Damme"),
        ("brad pit", "Brad Pitt"), ("jhon wayne", "John Wayne"), ("hichcok", "Alfred Hitchcock"),
        ("hanks tom", "Tom Hanks"), ("leonar", "Leonardo DiCaprio"),
        ("melani lauren", "Mélanie Laurent"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_some_of_its_words(index: WordIndex, text: str, name: str) -> None:
    assert found(index, text)[0] == name


def test_what_fits_equally_well_is_ordered_by_weight(index: WordIndex) -> None:
    assert found(index, "hanks") == ["Tom Hanks", "Colin Hanks"]
    assert found(index, "almodóvar") == ["Pedro Almodóvar", "Agustín Almodóvar"]


@pytest.mark.parametrize("text", ["", "   ", "!!", "jajaja", "qué tal todo", "zxqw", "\0", "🎬"])
def test_what_is_nobody_s_name_finds_nobody(index: WordIndex, text: str) -> None:
    assert found(index, text) == []


def test_only_those_asked_for_are_found(index: WordIndex) -> None:
    among = np.zeros(len(index), bool)
    among[NAMES.index("Colin Hanks")] = True
    assert [hit.name for hit in index.search("hanks", among=among)] == ["Colin Hanks"]
    assert index.search("Tom Hanks", among=among) == []


def test_names_beside_a_whole_one_can_be_left_out(index: WordIndex) -> None:
    beside = [hit.name for hit in index.search("50 cent")]
    alone = [hit.name for hit in index.search("50 cent", beside=False)]
    assert alone == beside[:1] == ["50 Cent"]
    assert [hit.name for hit in index.search("wayne", beside=False)] == ["John Wayne", "Wayne Wang"]


def test_an_empty_list_has_no_names(tmp_path: Path) -> None:
    word_index.build([], [], tmp_path, "nobody")
    index = WordIndex.open(tmp_path, "nobody")
    assert len(index) == 0
    assert index.search("anybody") == []


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_searched(index: WordIndex, text: str) -> None:
    hits = index.search(text, limit=3)
    assert len(hits) <= 3
    assert all(0 <= hit.score <= WHOLE for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


WORDS = st.text("abcdeors", min_size=4, max_size=9)


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=60, unique=True), WORDS)
def test_one_wrong_letter_is_found_as_by_comparing_with_every_word(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], typed: str
) -> None:
    """The slow way: the distance to each word, one after the other."""
    folder = tmp_path_factory.mktemp("words")
    word_index.build(words, [1.0] * len(words), folder, "words")
    hits = {hit.name for hit in WordIndex.open(folder, "words").search(typed, limit=100)}
    near = {word for word in words if OSA.distance(typed, word) <= 1}
    assert {word for word in near if pairs_shared(typed, word) > 1} <= hits


def pairs_shared(one: str, other: str) -> int:
    def pairs(word: str) -> set[str]:
        edged = f"^{word}$"
        return {edged[at : at + 2] for at in range(len(edged) - 1)}

    return len(pairs(one) & pairs(other))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 50))))
def test_lists_are_what_a_dictionary_of_sets_would_be(pairs: list[tuple[int, int]]) -> None:
    expected: dict[int, set[int]] = defaultdict(set)
    for owner, item in pairs:
        expected[owner].add(item)
    owners, items = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    lists = Lists.of_pairs(owners, items, 7)
    assert len(lists) == 7
    for owner in range(7):
        assert lists.of(owner).tolist() == sorted(expected[owner])
    assert lists.sizes.tolist() == [len(expected[owner]) for owner in range(7)]


def test_lists_and_strings_are_read_back(tmp_path: Path) -> None:
    lists = Lists.of_pairs(np.array([0, 2, 2]), np.array([5, 1, 3]), 3)
    lists.save(tmp_path, "lists")
    again = Lists.open(tmp_path, "lists")
    assert [again.of(owner).tolist() for owner in range(3)] == [[5], [], [1, 3]]
    Strings.save(["a", "", "ñandú", "小津"], tmp_path, "strings")
    strings = Strings(tmp_path, "strings")
    assert [strings[place] for place in range(4)] == ["a", "", "ñandú", "小津"]


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 9, width=32))), st.integers(1, 9))
def test_the_largest_are_those_that_sorting_all_gives(
    entries: list[tuple[int, float]], n: int
) -> None:
    sizes = np.array([entry[0] for entry in entries], np.int64)
    weights = np.array([entry[1] for entry in entries], np.float32)
    slow = sorted(range(len(entries)), key=lambda at: (-entries[at][0], -entries[at][1], at))
    assert largest(sizes, weights, n) == slow[:n]


def test_the_scores_are_in_their_order() -> None:
    assert 0 < ASK < ACCEPT < PARTLY < WHOLE

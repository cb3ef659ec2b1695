from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from recommender import names_by_word
from recommender.name_index import ACCEPT, ASK, ASK_AT_MOST, SAME_WORDS, WHOLE
from recommender.names_by_word import PARTLY, SHUFFLED, NamesByWord, words_of

PEOPLE = {
    "Quentin Tarantino": 900.0, "Mark Tarantino": 2.0, "Robert De Niro": 800.0,
    "Leonardo DiCaprio": 950.0, "Pedro Almodóvar": 300.0, "Agustín Almodóvar": 5.0,
    "Samuel L. Jackson": 990.0, "Jean-Claude Van Damme": 200.0, "Tom Hanks": 970.0,
    "Colin Hanks": 40.0, "John Wayne": 400.0, "Wayne Wang": 30.0, "Brad Pitt": 940.0,
    "小津 安二郎": 90.0, "Mélanie Laurent": 120.0, "50 Cent": 60.0, "Alfred Hitchcock": 700.0,
    "Arnold Schwarzenegger": 860.0, "Vera Calle": 1.0,
}  # fmt: skip
NAMES = list(PEOPLE)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> NamesByWord:
    folder = tmp_path_factory.mktemp("names")
    names_by_word.build(NAMES, list(PEOPLE.values()), folder, "people")
    return NamesByWord.open(folder, "people")


def found(index: NamesByWord, text: str) -> list[str]:
    return [hit.name for hit in index.search(text) if hit.score >= ASK]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_under_itself_however_it_is_written(index: NamesByWord, name: str) -> None:
    for text in (name, name.upper(), f"  {name.lower()} ", name.replace(" ", "")):
        best = index.search(text)[0]
        assert best.name == name
        assert best.score >= SAME_WORDS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tarantino", "Quentin Tarantino"), ("tarrantino", "Quentin Tarantino"),
        ("almodobar", "Pedro Almodóvar"), ("de niro", "Robert De Niro"),
        ("deniro", "Robert De Niro"), ("di caprio", "Leonardo DiCaprio"),
        ("samuel jackson", "Samuel L. Jackson"), ("van dam", "Jean-Claude Van Damme"),
        ("brad pit", "Brad Pitt"), ("jhon wayne", "John Wayne"), ("hichcok", "Alfred Hitchcock"),
        ("hanks tom", "Tom Hanks"), ("leonar", "Leonardo DiCaprio"),
        ("melani lauren", "Mélanie Laurent"), ("tomhanks", "Tom Hanks"),
        ("quen tin tarantino", "Quentin Tarantino"), ("quentintarantno", "Quentin Tarantino"),
        ("suarseneger", "Arnold Schwarzenegger"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_some_of_its_words(index: NamesByWord, text: str, name: str) -> None:
    assert found(index, text)[0] == name


def test_what_fits_equally_well_is_ordered_by_weight(index: NamesByWord) -> None:
    assert found(index, "hanks") == ["Tom Hanks", "Colin Hanks"]
    assert found(index, "almodóvar") == ["Pedro Almodóvar", "Agustín Almodóvar"]


def test_a_score_says_how_well_a_name_fits(index: NamesByWord) -> None:
    def score(text: str) -> float:
        return index.search(text)[0].score

    assert score("Tom Hanks") == WHOLE
    assert score("Hanks, Tom") == SHUFFLED
    assert score("hanks") == PARTLY
    assert ACCEPT <= score("tom hankz") < PARTLY


@pytest.mark.parametrize("text", ["", "   ", "!!", "jajaja", "qué tal todo", "zxqw", "\0", "🎬"])
def test_what_is_nobody_s_name_finds_nobody(index: NamesByWord, text: str) -> None:
    assert found(index, text) == []


def test_an_everyday_word_is_asked_about_at_best(index: NamesByWord) -> None:
    hit = index.search("calle")[0]
    assert (hit.name, hit.score) == ("Vera Calle", ASK_AT_MOST)


def test_only_those_asked_for_are_found(index: NamesByWord) -> None:
    among = np.zeros(len(index), bool)
    among[NAMES.index("Colin Hanks")] = True
    assert [hit.name for hit in index.search("hanks", among=among)] == ["Colin Hanks"]
    assert not {"Tom Hanks"} & {hit.name for hit in index.search("Tom Hanks", among=among)}


def test_names_beside_a_whole_one_can_be_left_out(index: NamesByWord) -> None:
    assert [hit.name for hit in index.search("50 cent", beside=False)] == ["50 Cent"]
    wayne = [hit.name for hit in index.search("wayne", beside=False)]
    assert wayne[:2] == ["John Wayne", "Wayne Wang"]


def test_words_that_are_not_said_make_no_difference(tmp_path: Path) -> None:
    unsaid = frozenset({"collection", "saga"})
    names = ["Shrek Collection", "The Saga Collection", "Collection"]
    names_by_word.build(names, [1.0, 1.0, 1.0], tmp_path, "sagas", unsaid)
    index = NamesByWord.open(tmp_path, "sagas", unsaid)
    for text in ("shrek", "saga shrek", "Shrek Collection"):
        best = index.search(text)[0]
        assert (best.name, best.score >= SAME_WORDS) == ("Shrek Collection", True)
    assert index.search("collection")[0].name == "Collection"


def test_an_empty_list_has_no_names(tmp_path: Path) -> None:
    names_by_word.build([], [], tmp_path, "nobody")
    index = NamesByWord.open(tmp_path, "nobody")
    assert len(index) == 0
    assert index.search("anybody") == []
    assert index.called("anybody") == []


@given(st.text(max_size=60))
def test_any_text_is_searched(index: NamesByWord, text: str) -> None:
    hits = index.search(text, limit=3)
    assert len(hits) <= 3
    assert all(0 <= hit.score <= WHOLE for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("text", ["a" * 4096, "tom " * 1024, "ñ", "x" * 50 + " hanks"])
def test_a_very_long_text_is_searched(index: NamesByWord, text: str) -> None:
    assert len(index.search(text)) <= 5


WORDS = st.text("abcdeors", min_size=5, max_size=9)


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=60, unique=True), WORDS)
def test_one_wrong_letter_is_found_as_by_comparing_with_every_word(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], typed: str
) -> None:
    """The slow way: the distance to each word, one after the other."""
    folder = tmp_path_factory.mktemp("words")
    names_by_word.build(words, [1.0] * len(words), folder, "words")
    parts = NamesByWord.open(folder, "words").parts(words_of(typed))
    near = sorted(words, key=lambda word: (OSA.distance(typed, word), word))[:10]
    near = [word for word in near if OSA.distance(typed, word) <= 1]
    assert {word for word in near if pairs_shared(typed, word) > 2} <= {
        words[number] for number in parts
    }


def pairs_shared(one: str, other: str) -> int:
    def pairs(word: str) -> set[str]:
        edged = f"^{word}$"
        return {edged[at : at + 2] for at in range(len(edged) - 1)}

    return len(pairs(one) & pairs(other))


def test_the_scores_are_in_their_order() -> None:
    assert 0 < ASK < ASK_AT_MOST < ACCEPT < PARTLY < SHUFFLED < SAME_WORDS < WHOLE

"""Titles completed while they are typed, compared with a plain look at every title."""

from __future__ import annotations

import math
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import Recommender
from recommender.completion import Completion, build
from recommender.normal_forms import fold


def plainly(titles: dict[int, list[str]], votes: list[int], typed: str) -> list[int]:
    """Every film with a title or a word of one that begins so, best first."""
    text = fold(typed)
    found = {}
    for row, names in titles.items():
        best = None
        for name in names:
            words = fold(name).split()[:]
            for first in range(min(len(words), 6)):
                rest = " ".join(words[first:])
                if rest.startswith(text):
                    value = math.log1p(votes[row]) + 1.5 * (first == 0) + 4.0 * (rest == text)
                    best = max(best or value, value)
        if best is not None:
            found[row] = best
    return sorted(found, key=lambda row: (-round(found[row], 3), row)) if text else []


def test_each_way_to_begin_a_title(sample: Recommender) -> None:
    for typed in ("toy st", "TOY STORY", "story", "jugue"):
        titles = [movie.title for movie in sample.complete(typed, 10)]
        assert any(title.startswith("Toy Story") for title in titles), typed
    assert sample.complete("toy story", 1)[0].title == "Toy Story"
    assert sample.complete("amelie", 1)[0].id == sample.complete("AMÉLIE", 1)[0].id == 194
    assert sample.complete("padri", 1)[0].id == 238
    assert sample.complete("xqzw", 5) == sample.complete("", 5) == sample.complete("¿?", 5) == []


def test_pages_follow_each_other(sample: Recommender) -> None:
    whole = [movie.id for movie in sample.complete("the", 60)]
    paged = [movie.id for skip in range(0, 60, 7) for movie in sample.complete("the", 7, skip=skip)]
    assert len(whole) == len(set(whole)) > 20
    assert paged[: len(whole)] == whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("completion")


words = st.lists(st.sampled_from(["a", "ab", "b", "ba", "É", "la", "¡oh!", "三", ""]), max_size=8)


@given(
    films=st.lists(st.lists(words.map(" ".join), min_size=1, max_size=3), min_size=1, max_size=6),
    typed=st.text(alphabet="abé 三!lo", max_size=5),
)
def test_nothing_is_missed_and_nothing_else_found(
    folder: Path, films: list[list[str]], typed: str
) -> None:
    votes = [3**row for row in range(len(films))]
    movies = pa.table(
        {
            "id": pa.array(range(100, 100 + len(films)), pa.int32()),
            "title": [titles[0] for titles in films],
            "original_title": [titles[-1] for titles in films],
            "vote_count": pa.array(votes, pa.int32()),
        }
    )
    others = [(100 + row, title) for row, titles in enumerate(films) for title in titles]
    aliases = pa.table(
        {"movie_id": pa.array([m for m, _ in others], pa.int32()), "title": [t for _, t in others]}
    )
    build(movies, aliases, folder)
    found = Completion(folder).rows(typed, 50)
    assert found == plainly(dict(enumerate(films)), votes, typed)

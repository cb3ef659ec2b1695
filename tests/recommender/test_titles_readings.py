"""What part of a text is the title, and which year it speaks of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.normal_forms import fold
from recommender.readings import readings


def read(text: str) -> set[tuple[str, int | None]]:
    return {(reading.title, reading.year) for reading in readings(text)}


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("dune 2021", "dune", 2021),
        ("Dune (1984)", "dune", 1984),
        ("king kong la de 2005", "king kong", 2005),
        ("toy story del 95", "toy story", 1995),
        ("dune '84", "dune", 1984),
        ("la película King Kong de 1933", "king kong", 1933),
        ("1917", "1917", None),
        ("blade runner 2049", "blade runner 2049", None),
        ("quiero ver la peli dune de 2021 porfa 🙏", "dune", 2021),
        ("¿Has visto «Interstellar»?", "interstellar", None),
        ("i want to watch the movie The Matrix please", "the matrix", None),
        ("una peli que se llama el padrino", "el padrino", None),
        ("@butaca_bot alien", "alien", None),
        ("matriiix", "matrix", None),
        ("fr0zen", "frozen", None),
        ("Wind, A", "a wind", None),
        ("Matrix, The", "the matrix", None),
    ],
)
def test_the_title_and_its_year_are_among_the_readings(
    text: str, title: str, year: int | None
) -> None:
    assert (title, year) in read(text)


@given(st.text(max_size=300))
def test_the_text_as_it_stands_comes_first(text: str) -> None:
    found = readings(text)
    if fold(text):
        assert found[0].title == fold(text)
        assert found[0].layers == 0
    assert all(reading.title for reading in found)
    assert len(found) == len({(reading.title, reading.year) for reading in found})


def test_a_wish_is_no_proof_that_a_film_is_meant() -> None:
    sure = {reading.title: reading.sure for reading in readings("me gusta la pizza")}
    assert sure["la pizza"] is False
    sure = {reading.title: reading.sure for reading in readings("quiero ver la peli pizza")}
    assert sure["pizza"] is True


@pytest.mark.parametrize("text", ["", " ", "\x00\x07", "🙏", "?" * 4096, "de " * 1400])
def test_bad_input_has_few_readings(text: str) -> None:
    assert len(readings(text)) <= 24

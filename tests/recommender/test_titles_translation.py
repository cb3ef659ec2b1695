"""Spanish titles word for word in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.normal_forms import bare, canonical, fold
from recommender.translation import in_english


def key(text: str) -> str:
    return bare(canonical(fold(text)))


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("El jinete pálido", "rider pale"),
        ("La noche de los muertos vivientes", "night deads vivientes"),
        ("Los pájaros", "birds"),
        ("El silencio de los corderos", "silence lambs"),
        ("La revolución francesa", "revolution francesa"),
        ("Casablanca", None),
        ("The Matrix", None),
        ("", None),
    ],
)
def test_words_are_translated_one_by_one(spanish: str, english: str | None) -> None:
    assert in_english(key(spanish)) == english


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    said = in_english(key(text))
    assert said is None or said != key(text)

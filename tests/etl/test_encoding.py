from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.encoding import unscramble


def scrambled(text: str) -> str:
    """What a program that takes UTF-8 for Windows-1252 shows."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@given(st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0xA0)))
def test_undoes_what_was_done(text: str) -> None:
    assert unscramble(scrambled(text)) == text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Marie RiviÃ¨re", "Marie Rivière"),
        ("the “right” one, and Ã©migrÃ©», naÃ¯ve", "the “right” one, and émigré», naïve"),
        ("he saidâ€ and left", "he said” and left"),
        ("太 å¤ª", "太 太"),
    ],
)
def test_mends_what_is_broken(text: str, right: str) -> None:
    assert unscramble(text) == right


@pytest.mark.parametrize(
    "text",
    [
        "Amélie",
        "CORAÇÃO",
        "AÇÃO",
        "¿Qué he hecho yo…? «Sí»",
        "passé’s",
        "L’été, à l’Âge d’or – “là”",
        "Señor ½ ° ª",
        "Führer & Söhne",
        "Дом",
        "千と千尋の神隠し",
        "",
    ],
)
def test_leaves_good_text_alone(text: str) -> None:
    assert unscramble(text) == text

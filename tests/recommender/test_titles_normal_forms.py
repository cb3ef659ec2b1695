"""Two spellings of one name have one form, and forms are stable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.normal_forms import bare, canonical, ear, ears, fold, skeleton, squeeze


def slow_fold(text: str) -> str:
    """The folding rules for text without apostrophes, numbers and signs, letter by letter."""
    out = []
    for letter in text.casefold():
        letter = {"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d"}.get(letter, letter)
        for sign in unicodedata.normalize("NFKD", letter):
            if unicodedata.combining(sign) and "\u0300" <= sign <= "\u036f":
                continue
            out.append(sign if sign.isalnum() else " ")
    return unicodedata.normalize("NFC", " ".join("".join(out).split()))


@given(st.text(alphabet="abcXYZÁéñÜøŁæœđ çß!?-. :;¡¿", max_size=60))
def test_fold_is_what_the_slow_one_says(text: str) -> None:
    assert fold(text) == slow_fold(text)


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once


@given(st.text(max_size=100))
def test_every_form_takes_any_text(text: str) -> None:
    key = bare(canonical(fold(text)))
    assert bool(key) == bool(fold(text))
    assert " " not in squeeze(key)
    skeleton(ear(key))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łódź ØST æther Straße", "lodz ost aether strasse"),
        ("WALL·E", "Wall-E"),
        ("Don't Look Up", "dont look up"),
        ("L’Avventura", "l'avventura"),
        ("20,000 Leagues", "20.000 leagues"),
        ("Alien³", "Alien 3"),
        ("¿¡Qué!?", "que"),
    ],
)
def test_fold_makes_one_of_two_spellings(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Rocky II", "rocky 2", "Rocky two", "rocky dos", "Rocky: Part II", "rocky parte 2"),
        ("Kill Bill: Vol. 2", "kill bill 2", "Kill Bill volumen dos", "kill bill, segunda parte"),
        ("Romeo & Juliet", "Romeo and Juliet", "romeo y juliet"),
        ("One Hundred and One Dalmatians", "101 dalmatians"),
        ("20,000 Leagues", "twenty thousand leagues", "veinte mil leagues"),
        ("The 3rd Man", "the third man"),
        ("Treinta y nueve escalones", "39 escalones"),
    ],
)
def test_canonical_makes_one_of_all_spellings(spellings: tuple[str, ...]) -> None:
    assert len({canonical(fold(text)) for text in spellings}) == 1


@pytest.mark.parametrize("text", ["part 2", "Volume", "I, Robot", "Primer", "chapter two"])
def test_canonical_leaves_words_to_be_found_by(text: str) -> None:
    assert canonical(fold(text))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("the matrix", "matrix"),
        ("el laberinto del fauno", "laberinto del fauno"),
        ("la vita e bella", "vita e bella"),
        ("das boot", "boot"),
        ("les choristes", "choristes"),
        ("the the", "the the"),
        ("die hard", "die hard"),
        ("plan a", "plan a"),
    ],
)
def test_bare_has_no_articles(text: str, left: str) -> None:
    assert bare(text) == left


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("estar guars", "star wars"),
        ("jarri poter", "harry potter"),
        ("toi estori", "toy story"),
        ("yurasic parc", "jurassic park"),
        ("mision imposible", "mission impossible"),
        ("zinderela", "cinderella"),
        ("espaiderman", "spiderman"),
    ],
)
def test_what_sounds_alike_is_alike(heard: str, meant: str) -> None:
    assert skeleton(ear(heard)) == skeleton(ear(meant))


def test_what_stands_twice_in_a_row_is_no_article() -> None:
    assert bare(canonical(fold("La La Land"))) == "la la land"
    assert bare(canonical(fold("The Land"))) == "land"


HEARD = st.text(alphabet="abceghijklmnoqstuvwxyz1 ñ宮", max_size=30).map(fold)


@given(st.lists(st.one_of(HEARD, st.text(max_size=30).map(fold)), max_size=8))
def test_many_texts_are_heard_as_one_by_one(texts: list[str]) -> None:
    assert ears(texts) == [ear(text) for text in texts]

"""Long answers are cut into whole pages."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram_entities import parse_html
from telegram_entities import utf16_length as telegram_length

from bot.telegram.pages import pages, visible, visible_length


def test_what_fits_stays_one_page() -> None:
    text = "<b>" + "x" * 4096 + "</b>"
    assert pages(text, 4096) == [text]
    assert visible_length(text) == 4096


def test_references_count_as_what_they_show() -> None:
    text = "&amp;" * 4096
    assert pages(text, 4096) == [text]


def test_astral_characters_count_twice() -> None:
    assert [visible_length(page) for page in pages("🎬" * 5, 4)] == [4, 4, 2]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("one two\n\nthree four", ["one two", "three four"]),
        ("one two three\nfour", ["one two three", "four"]),
        ("one two three four", ["one two three", "four"]),
        ("onetwothreefour", ["onetwothreefou", "r"]),
        # Half an empty page is not worth a whole paragraph.
        ("a\n\nbcdefgh ijklmno", ["a\n\nbcdefgh", "ijklmno"]),
    ],
)
def test_a_page_ends_where_a_reader_would_pause(text: str, cut: list[str]) -> None:
    assert pages(text, 14) == cut


def test_open_tags_are_closed_and_opened_again() -> None:
    text = '<b>one <a href="https://x.y/">two three</a> four</b>'
    assert pages(text, 9) == [
        '<b>one <a href="https://x.y/">two </a></b>',
        '<b><a href="https://x.y/">three</a> </b>',
        "<b>four</b>",
    ]


def test_a_page_of_nothing_is_left_out() -> None:
    assert pages("a" + "\n" * 50 + "b", 10) == ["a", "b"]
    assert pages(" \n", 10) == []
    assert pages("", 10) == []


TEXTS = st.text(alphabet="ab <>&\n🎬ñ\"'", max_size=30).map(lambda text: html.escape(text))
TAGS = st.sampled_from(["b", "i", "u", "code", "blockquote"])
MARKUP = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.tuples(TAGS, inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"),
    ),
    max_leaves=12,
)


def shown_with_tags(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every visible character but spaces, with the entities around it: slow and obvious."""
    shown, around = [], list[str]()
    for piece in re.findall(r"<[^>]+>|&\S+?;|.", markup, re.DOTALL):
        if piece.startswith("</"):
            around.pop()
        elif piece.startswith("<") and len(piece) > 1:
            around.append(piece)
        elif not html.unescape(piece).isspace():
            shown.append((html.unescape(piece), tuple(around)))
    return shown


@given(MARKUP, st.integers(min_value=2, max_value=40))
def test_pages_are_whole_short_enough_and_say_the_same(markup: str, limit: int) -> None:
    cut = pages(markup, limit)
    for page in cut:
        text, _ = parse_html(page)
        assert 0 < telegram_length(text) <= limit
    together = [mark for page in cut for mark in shown_with_tags(page)]
    assert together == shown_with_tags(markup)


@given(MARKUP)
def test_what_is_visible_is_what_telegram_shows(markup: str) -> None:
    assert visible(markup).rstrip() == parse_html(markup)[0]

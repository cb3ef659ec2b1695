"""Films typed behind the bot's name, on the bundled sample."""

from __future__ import annotations

import gc
import re
import weakref
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant, Request
from bot.assistant.answers.inline import PAGE, InlineAnswer, InlineQuery
from bot.assistant.intents import pressed
from bot.assistant.links import payload
from bot.assistant.memory import SetBlocked, SetLanguage
from bot.assistant.texts import LANGUAGES
from bot.store import SqlStore
from recommender import Recommender

ANA, EVA, GROUP = 7, 8, -1001
TOY_STORY, MATRIX = 862, 603


class Typing:
    """People who type behind the bot's name."""

    def __init__(self, sample: Recommender, store: SqlStore | None) -> None:
        self.store = store
        self.assistant = Assistant(sample, store=store)

    async def __call__(self, text: str = "", who: int = ANA, **more: Any) -> InlineAnswer:
        return await self.assistant.inline(InlineQuery(who, text, **({"language": "es"} | more)))

    async def say(self, text: str = "", who: int = ANA, **more: Any) -> None:
        there = {"chat": who, "user": who, "text": text, "language": "es"}
        await self.assistant.answer(Request(**(there | more)))


@pytest.fixture
async def typed(sample: Recommender, tmp_path: Path) -> AsyncIterator[Typing]:
    async with await SqlStore.open(f"sqlite:///{tmp_path / 'butaca.db'}") as store:
        yield Typing(sample, store)


def ids(answer: InlineAnswer) -> list[int]:
    return [card.movie for card in answer.cards]


@pytest.mark.parametrize("text", ["toy st", "TOY STO", "juguet", "  toy story "])
async def test_films_as_they_are_typed(typed: Typing, text: str) -> None:
    answer = await typed(text)
    assert ids(answer)[0] == TOY_STORY
    card = answer.cards[0]
    assert "(1995)" in card.title
    assert "★" in card.description
    assert "Toy Story" in card.text
    assert not answer.personal
    assert answer.button is None


async def test_a_mistyped_title_is_found_all_the_same(typed: Typing) -> None:
    assert TOY_STORY in ids(await typed("toi estori"))


async def test_a_film_has_its_poster_or_a_sign_that_there_is_none(typed: Typing) -> None:
    cards = (await typed("a")).cards
    for card in cards:
        if card.poster is None:
            assert card.title.startswith("🎬")
        else:
            assert re.match(r"https://image\.tmdb\.org/\S+$", card.poster)


async def test_pages_follow_each_other_to_the_end(typed: Typing) -> None:
    answer, seen = await typed("the"), list[int]()
    while True:
        assert len(answer.cards) <= PAGE <= 50
        seen += ids(answer)
        if not answer.next_offset:
            break
        answer = await typed("the", offset=answer.next_offset)
    assert len(seen) == len(set(seen)) > PAGE


@pytest.mark.parametrize("offset", ["x", "-5", "²", "99999999999999999999", "1e3", " "])
async def test_an_offset_that_is_none_of_ours_does_no_harm(typed: Typing, offset: str) -> None:
    await typed("toy", offset=offset)


async def test_what_is_not_found_is_looked_for_in_private(typed: Typing) -> None:
    answer = await typed("xqzw plugh xyzzy")
    assert answer.cards == ()
    assert answer.button is not None
    assert re.fullmatch(r"[\w-]{1,64}", payload(answer.button.action), re.ASCII)


async def test_without_a_word_come_one_s_list_and_what_was_last_talked_of(typed: Typing) -> None:
    nothing = await typed()
    assert (nothing.cards, nothing.button is not None, nothing.personal) == ((), True, True)
    await typed.say("/guardar Matrix")
    await typed.say("Toy Story")
    await typed.say("Alien", EVA, chat=GROUP, group=True)
    answer = await typed()
    assert ids(answer)[0] == MATRIX
    assert len(ids(answer)) == 6
    assert (answer.personal, answer.kept) == (True, 0)
    # In a group it is the group's latest, whoever asked there.
    await typed.say("/ayuda", chat=GROUP, group=True)
    in_group = await typed(group=True)
    of_eva = ids(await typed(who=EVA, group=True))
    assert ids(in_group) == [MATRIX, *(movie for movie in of_eva if movie != MATRIX)]
    assert len(of_eva) == 5


async def test_what_was_chosen_is_what_was_last_talked_of(typed: Typing) -> None:
    await typed.assistant.chosen(ANA, TOY_STORY)
    assert ids(await typed()) == [TOY_STORY]


async def test_a_long_list_is_paged(typed: Typing, sample: Recommender) -> None:
    for movie in sample.catalogue.ids.tolist()[:45]:
        await typed.say(press=f"mark_list:{movie}")
    first = await typed()
    last = await typed(offset="40")
    assert (len(first.cards), first.next_offset, len(last.cards), last.next_offset) == (
        PAGE,
        str(PAGE),
        5,
        "",
    )


async def test_whoever_reads_another_language_gets_answers_of_their_own(typed: Typing) -> None:
    answer = await typed("toy st", language="en-GB")
    assert answer.personal
    assert typed.store is not None
    await typed.store.apply([SetLanguage(ANA, "en")])
    assert (await typed("toy st")).personal


async def test_an_answer_is_kept_no_longer_than_the_catalogue_stays(typed: Typing) -> None:
    def soon(seconds: float | None, *, running: bool = False) -> Any:
        moment = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
        status = SimpleNamespace(running=running, next_run=moment)
        return SimpleNamespace(status=lambda: status)

    for operations, low, high in (
        (None, 300, 300),
        (soon(None), 300, 300),
        (soon(86_400), 300, 300),
        (soon(100), 90, 100),
        (soon(-5), 10, 10),
        (soon(86_400, running=True), 10, 10),
    ):
        typed.assistant.operations = operations
        assert low <= (await typed("toy")).kept <= high


@pytest.mark.parametrize("language", LANGUAGES)
async def test_buttons_of_a_card_work_where_the_bot_is_not(typed: Typing, language: str) -> None:
    for card in (await typed("the", language=language)).cards:
        for button in (button for row in card.buttons for button in row):
            if button.opens == "private":
                assert payload(button.action)
            else:
                assert button.action.startswith("mark_")
                assert pressed(button.action).movie == card.movie


async def test_cards_hold_no_catalogue_that_was_swapped(
    typed: Typing, sample: Recommender, sample_data: Path
) -> None:
    typed.assistant.recommender = Recommender.open(sample_data / "catalogue")
    swapped = weakref.ref(typed.assistant.recommender.catalogue)
    assert ids(await typed("toy st"))
    typed.assistant.recommender = sample
    gc.collect()
    assert swapped() is None


async def test_a_card_tells_others_nothing_of_whoever_sends_it(typed: Typing) -> None:
    before = (await typed("toy st")).cards[0]
    await typed.say(press=f"mark_like:{TOY_STORY}")
    await typed.say(press=f"mark_seen:{TOY_STORY}")
    assert (await typed("toy st")).cards[0] == before


async def test_who_is_shut_out_finds_nothing(typed: Typing) -> None:
    assert typed.store is not None
    await typed.store.apply([SetBlocked(ANA, True)])
    for text in ("toy st", ""):
        answer = await typed(text)
        assert (answer.cards, answer.button, answer.personal) == ((), None, True)
    assert ids(await typed("toy st", who=EVA))[0] == TOY_STORY


async def test_without_a_store_typing_works(sample: Recommender) -> None:
    typed = Typing(sample, None)
    assert ids(await typed("toy st"))[0] == TOY_STORY
    assert (await typed()).cards == ()


@settings(max_examples=50)
@given(text=st.text(max_size=300), offset=st.text(max_size=20))
def test_anything_may_be_typed(sample: Recommender, text: str, offset: str) -> None:
    import asyncio

    answer = asyncio.run(Typing(sample, None)(text, offset=offset))
    assert len(answer.cards) <= PAGE
    assert all(card.title and card.text for card in answer.cards)

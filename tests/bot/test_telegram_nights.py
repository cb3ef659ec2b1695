"""Film nights on Telegram: what each chat is shown, in good weather and in bad."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from film_night import FilmNight
from telegram_bot import talking
from telegram_server import TelegramServer, bad_gateway, connection_reset

from bot.assistant import Assistant
from bot.assistant.memory import SaveNight
from bot.store import SqlStore
from bot.telegram import nights, patience
from recommender import Recommender


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nights, "WATCH_EVERY", timedelta(seconds=0.05))
    monkeypatch.setattr(nights, "AFTER_START", timedelta(0))
    monkeypatch.setattr(nights, "LAST_VOTES", timedelta(seconds=1))
    monkeypatch.setattr(nights, "_FIRST_PAUSE", timedelta(seconds=0.2))
    monkeypatch.setattr(patience, "_PAUSES", (0.01,) * 4)


class Cinema:
    """A bot that is talking to the loopback Bot API, and may be stopped and started again."""

    def __init__(
        self, telegram: TelegramServer, store: SqlStore, sample: Recommender, folder: Path
    ):
        self.telegram, self.store, self.sample, self.folder = telegram, store, sample, folder

    def running(self) -> Any:
        assistant = Assistant(self.sample, store=self.store)
        return talking(self.telegram, assistant, self.folder, store=self.store)


@pytest.fixture
async def cinema(sample: Recommender, tmp_path: Path) -> AsyncIterator[Cinema]:
    url = f"sqlite:///{tmp_path / 'butaca.db'}"
    async with TelegramServer() as telegram, await SqlStore.open(url) as store:
        yield Cinema(telegram, store, sample, tmp_path)


@pytest.fixture
async def night(cinema: Cinema) -> AsyncIterator[FilmNight]:
    """A group, and a bot at work in it."""
    async with cinema.running():
        await cinema.telegram.polled()
        yield FilmNight(cinema.telegram, cinema.store)


def spoken(night: FilmNight) -> list[str]:
    return [
        call.method
        for call in night.telegram.calls
        if call.parameters.get("chat_id") == night.group.id and call.method != "sendChatAction"
    ]


async def to_the_poll(night: FilmNight) -> Any:
    ana, eva, *_ = night.people
    board = await night.begin()
    night.press(eva, board, "🙋")
    board = await night.reads("Eva")
    night.press(ana, board, "✅")
    night.press(eva, board, "✅")
    return await night.poll()


# --- a night goes by --------------------------------------------------------------------------


async def test_from_the_first_word_to_the_verdict(night: FilmNight) -> None:
    ana, eva, luis, *_ = night.people
    board = await night.begin()
    night.press(eva, board, "🙋")
    night.says(luis, "/proponer toi estori")
    await night.reads("Luis")
    night.says(ana, "Matrix", reply_to=board)
    board = await night.reads("Matrix")
    for person in (ana, eva, luis):
        night.press(person, board, "✅")
    poll = await night.poll()
    assert poll["poll"]["is_anonymous"] is False
    assert poll["poll"]["allows_multiple_answers"] is True
    options = [option["text"] for option in poll["poll"]["options"]]
    assert len(options) == 6
    assert options[-1] == "Me da igual"
    toy_story = next(place for place, text in enumerate(options) if "Toy Story" in text)
    ballot = await night.board()
    assert "gusta a" in ballot["text"]
    night.telegram.votes(ana, poll, toy_story, 5)
    night.telegram.votes(eva, poll, toy_story)
    night.telegram.votes(luis, poll, 5)
    await night.voted(Ana=(toy_story, 5), Eva=(toy_story,), Luis=(5,))
    token = (await night.night()).token
    for person in (ana, eva, luis):
        night.press(person, poll, "✅")
    verdict = await night.said("🏆")
    assert "Toy Story" in verdict["text"]
    assert "2 votos, de 3 personas" in verdict["text"]
    await night.settled(token)
    assert night.group.messages[poll["message_id"]]["poll"]["is_closed"]
    assert "reply_markup" not in night.group.messages[ballot["message_id"]]
    night.says(eva, "/noches")
    assert "Toy Story" in (await night.said("Noches de cine"))["text"]


async def test_a_press_is_answered_to_its_person_and_posts_nothing(night: FilmNight) -> None:
    eva = night.people[1]
    board = await night.begin()
    first = night.press(eva, board, "🙋")
    assert "apuntas" in await night.noticed(first)
    await night.reads("Eva")
    again = night.press(eva, board, "🙋")
    assert "Ya estás" in await night.noticed(again)
    assert spoken(night).count("editMessageText") == 1
    posted = [m for m in night.group.messages.values() if m.get("from") == night.telegram.bot]
    # The board, and the answer to the command that began it.
    assert len(posted) == 2


async def test_the_proposal_button_opens_inline_mode_and_a_film_sent_so_is_a_proposal(
    night: FilmNight,
) -> None:
    eva = night.people[1]
    board = await night.begin()
    rows = board["reply_markup"]["inline_keyboard"]
    labels = {button["text"]: button for row in rows for button in row}
    assert labels["🎬 Proponer"]["switch_inline_query_current_chat"] == ""
    card = {
        "id": "m862",
        "input_message_content": {"message_text": "<b>Toy Story</b> (1995)"},
        "reply_markup": {"inline_keyboard": [[{"text": "⭐", "callback_data": "mark_list:862"}]]},
    }
    night.telegram.chooses(eva, card, night.group)
    assert "Eva" in (await night.reads("Toy Story"))["text"]


async def test_a_film_sent_inline_where_there_is_no_night_is_left_alone(night: FilmNight) -> None:
    card = {
        "id": "m862",
        "input_message_content": {"message_text": "<b>Toy Story</b> (1995)"},
        "reply_markup": {"inline_keyboard": [[{"text": "⭐", "callback_data": "mark_list:862"}]]},
    }
    night.telegram.chooses(night.people[0], card, night.group)
    night.says(night.people[0], "/noches")
    await night.said("Aquí aún no ha habido")
    assert spoken(night) == ["sendMessage"]


async def test_where_inline_mode_is_off_the_button_says_how(cinema: Cinema) -> None:
    cinema.telegram.inline_mode = False
    async with cinema.running():
        night = FilmNight(cinema.telegram, cinema.store)
        query = night.press(night.people[1], await night.begin(), "🎬 Proponer")
        assert "/proponer" in await night.noticed(query)


async def test_through_the_link_into_private_to_propose_from_one_s_list(night: FilmNight) -> None:
    eva = night.people[1]
    board = await night.begin()
    eva.says("/guardar Toy Story")
    await eva.hears()
    eva.follows(board, "⭐ De mi lista")
    door = await eva.hears()
    query = eva.presses(door, 0)
    assert "Propuesta" in await night.noticed(query)
    assert "Toy Story" in (await night.reads("Eva"))["text"]


async def test_topics_hold_their_own_nights(cinema: Cinema) -> None:
    async with cinema.running():
        night = FilmNight(cinema.telegram, cinema.store, "supergroup")
        night.group.forum = True
        first, second = (night.group.topic(name, night.people[0]) for name in ("Ayer", "Hoy"))
        boards = []
        for topic in (first, second):
            night.thread = topic
            boards.append(await night.begin())
        assert [board["message_thread_id"] for board in boards] == [first, second]
        night.press(night.people[1], boards[1], "🙋")
        await night.reads("Eva")
        night.thread = first
        assert "Eva" not in (await night.board())["text"]


async def test_a_topic_that_is_gone_is_got_over(cinema: Cinema) -> None:
    async with cinema.running():
        night = FilmNight(cinema.telegram, cinema.store, "supergroup")
        night.group.forum = True
        night.thread = night.group.topic("Hoy", night.people[0])
        token = (await night.begin(), (await night.night()).token)[1]
        night.group.topics.clear()
        await night.time_passes()
        await night.said("Cinco para esta noche")
        assert (await night.store.night(token)) is not None


# --- time -------------------------------------------------------------------------------------


async def test_each_phase_ends_by_itself(night: FilmNight) -> None:
    await night.begin()
    token = (await night.night()).token
    await night.time_passes()
    poll = await night.poll()
    night.telegram.votes(night.people[2], poll, 3)
    await night.voted(Luis=(3,))
    await night.time_passes()
    verdict = await night.said("🏆")
    assert poll["poll"]["options"][3]["text"].split(" (")[0][:12] in verdict["text"]
    await night.settled(token)


async def test_votes_on_their_way_when_the_poll_closes_are_counted(
    night: FilmNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await to_the_poll(night)
    ana, eva, luis, *_ = night.people
    hold = asyncio.Event()
    voted = nights.Nights.voted

    async def slowly(self: Any, *vote: Any) -> None:
        await hold.wait()
        await voted(self, *vote)

    monkeypatch.setattr(nights.Nights, "voted", slowly)
    night.telegram.votes(luis, poll, 4)
    night.press(ana, poll, "✅")
    night.press(eva, poll, "✅")
    await night.telegram.called("stopPoll")
    hold.set()
    verdict = await night.said("🏆")
    assert "Un voto, de una persona" in verdict["text"]


async def test_a_vote_that_is_withdrawn_does_not_count(night: FilmNight) -> None:
    poll = await to_the_poll(night)
    ana, eva, *_ = night.people
    night.telegram.votes(ana, poll, 0)
    night.telegram.votes(eva, poll, 1)
    await night.voted(Ana=(0,), Eva=(1,))
    night.telegram.votes(ana, poll)
    await night.voted(Eva=(1,))
    for person in (ana, eva):
        night.press(person, poll, "✅")
    assert "Un voto, de una persona" in (await night.said("🏆"))["text"]


async def test_calling_it_off_closes_the_poll_and_says_so(night: FilmNight) -> None:
    poll = await to_the_poll(night)
    token = (await night.night()).token
    refused = night.press(night.people[1], poll, "✖️")
    assert "Solo puede" in await night.noticed(refused)
    night.telegram.standing(night.group, night.people[1], "administrator")
    night.press(night.people[1], poll, "✖️")
    await night.said("suspendida")
    await night.settled(token)
    assert night.group.messages[poll["message_id"]]["poll"]["is_closed"]


# --- who comes and goes -----------------------------------------------------------------------


async def test_who_leaves_the_group_leaves_the_night(night: FilmNight) -> None:
    eva = night.people[1]
    board = await night.begin()
    night.press(eva, board, "🙋")
    await night.reads("Eva")
    night.telegram.leaves(eva, night.group)

    async def gone() -> bool:
        return "Eva" not in (await night.board())["text"]

    await night.until(gone, "a board without Eva")


async def test_who_leaves_during_the_poll_takes_the_vote_along(night: FilmNight) -> None:
    poll = await to_the_poll(night)
    ana, eva, *_ = night.people
    night.telegram.votes(ana, poll, 0)
    night.telegram.votes(eva, poll, 1)
    await night.voted(Ana=(0,), Eva=(1,))
    night.telegram.leaves(eva, night.group)
    await night.voted(Ana=(0,))
    night.press(ana, poll, "✅")
    night.press(ana, poll, "✅")
    assert "Un voto, de una persona" in (await night.said("🏆"))["text"]


async def test_a_bot_that_is_thrown_out_forgets_the_night(night: FilmNight) -> None:
    await night.begin()
    token = (await night.night()).token
    night.telegram.standing(night.group, None, "kicked")
    await night.settled(token)
    assert await night.store.night(token) is None


@pytest.mark.parametrize(
    ("why", "status"),
    [
        ("Bad Request: not enough rights to send text messages to the chat", 400),
        ("Bad Request: CHAT_WRITE_FORBIDDEN", 400),
        ("Bad Request: TOPIC_CLOSED", 400),
        ("Forbidden: bot can't send messages", 403),
    ],
)
async def test_a_bot_that_may_not_write_waits_says_so_once_and_goes_on(
    night: FilmNight, why: str, status: int
) -> None:
    ana, eva, *_ = night.people
    board = await night.begin()
    night.press(eva, board, "🙋")
    board = await night.reads("Eva")
    night.group.refuses(why, status)
    await night.time_passes()
    assert "No puedo escribir" in (await ana.hears())["text"]
    # Buttons are answered all the same.
    query = night.press(ana, board, "✅")
    assert await night.noticed(query)
    night.group.allows()
    poll = await night.poll()
    assert len(poll["poll"]["options"]) == 6
    # The time of the vote begins when people can vote.
    left = (await night.night()).until - datetime.now(UTC)
    assert left > timedelta(minutes=28)
    assert not ana.chat.heard


async def test_the_bot_is_not_there_any_more_and_hears_of_it_by_an_error(night: FilmNight) -> None:
    await night.begin()
    token = (await night.night()).token
    night.group.refuses("Forbidden: bot was kicked from the group chat")
    await night.time_passes()
    await night.settled(token)


async def test_what_could_not_be_told_for_a_day_is_forgotten(night: FilmNight) -> None:
    await to_the_poll(night)
    found = await night.night()
    night.group.refuses("Bad Request: not enough rights to send text messages to the chat", 400)
    long_ago = datetime.now(UTC) - timedelta(days=2)
    await night.store.apply([SaveNight(found, replace(found, until=long_ago))])
    await night.settled(found.token)


# --- a group becomes a supergroup -------------------------------------------------------------


async def test_everything_moves_along_when_the_group_gets_a_new_number(night: FilmNight) -> None:
    poll = await to_the_poll(night)
    ana, eva, luis, *_ = night.people
    night.telegram.votes(ana, poll, 2)
    await night.voted(Ana=(2,))
    token = (await night.night()).token
    night.group = night.group.upgrade()
    again = await night.poll()
    assert again["poll"]["options"] == poll["poll"]["options"]
    # A vote in the old place still counts, as does a new answer to it in the new one.
    night.telegram.votes(luis, poll, 0)
    night.telegram.votes(eva, again, 2)
    await night.voted(Ana=(2,), Eva=(2,), Luis=(0,))
    for person in (ana, eva):
        night.press(person, again, "✅")
    assert "2 votos, de 3 personas" in (await night.said("🏆"))["text"]
    await night.settled(token)


async def test_a_move_that_nobody_told_is_learnt_from_the_refusal(night: FilmNight) -> None:
    board = await night.begin()
    old, group = night.group, night.telegram.group("Cine", privacy=True)
    old.upgraded_to = group
    night.group = group
    await night.store.move_chat(0, 1)
    found = await night.store.night_in(old.id, None)
    assert found is not None
    past = datetime.now(UTC) - timedelta(seconds=1)
    await night.store.apply([SaveNight(found, replace(found, until=past))])
    await night.poll()
    # Buttons of the board that stayed behind lead to the same night.
    query = night.people[1].presses(
        board, board["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    )
    assert "apuntas" in await night.noticed(query)


# --- trouble ----------------------------------------------------------------------------------


async def test_a_night_goes_on_after_a_restart_in_each_phase(cinema: Cinema) -> None:
    night = FilmNight(cinema.telegram, cinema.store)
    ana, eva, *_ = night.people
    async with cinema.running():
        board = await night.begin()
    night.press(eva, board, "🙋")
    night.says(eva, "/proponer Toy Story")
    async with cinema.running():
        board = await night.reads("Toy Story")
    for person in (ana, eva):
        night.press(person, board, "✅")
    async with cinema.running():
        poll = await night.poll()
    token = (await night.night()).token
    night.telegram.votes(eva, poll, 0)
    await night.time_passes()
    async with cinema.running():
        assert "Un voto, de una persona" in (await night.said("🏆"))["text"]
        await night.settled(token)
    said = [m["text"] for m in night.group.messages.values() if "🏆" in m.get("text", "")]
    assert len(said) == 1


@pytest.mark.parametrize("method", ["sendPoll", "stopPoll", "sendMessage", "editMessageText"])
async def test_a_bad_moment_of_telegram_is_got_over(night: FilmNight, method: str) -> None:
    await night.begin()
    token = (await night.night()).token
    for fault in (bad_gateway(), connection_reset(), bad_gateway(), connection_reset()):
        night.telegram.fail(fault, method)
    await night.time_passes()
    await night.poll()
    await night.time_passes()
    await night.said("🏆")
    await night.settled(token)


async def test_of_two_boards_only_the_later_one_can_be_pressed(night: FilmNight) -> None:
    board = await night.begin()
    night.says(night.people[1], "/cine")
    await night.said("es esta")

    async def is_bare() -> bool:
        return "reply_markup" not in night.group.messages[board["message_id"]]

    await night.until(is_bare, "the first board without buttons")
    again = await night.board()
    assert again["message_id"] != board["message_id"]
    night.press(night.people[1], again, "🙋")
    await night.reads("Eva", again)


async def test_the_board_of_the_gathering_says_that_the_vote_is_open(night: FilmNight) -> None:
    gathering = await night.begin()
    night.press(night.people[1], gathering, "🙋")
    await night.reads("Eva", gathering)
    for person in night.people[:2]:
        night.press(person, gathering, "✅")
    told = await night.reads("Ya se vota: las cinco y la encuesta están más abajo", gathering)
    assert "Eva" not in told["text"]
    assert "reply_markup" not in told
    await night.poll()


async def test_in_a_supergroup_it_says_where(cinema: Cinema) -> None:
    async with cinema.running():
        night = FilmNight(cinema.telegram, cinema.store, "supergroup")
        night.people[0].user["language_code"] = "en"
        gathering = await night.begin()
        await night.time_passes()
        await night.reads("The vote is open", gathering)
        ballot = await night.board()
        [edit] = [
            call.parameters
            for call in cinema.telegram.calls
            if call.method == "editMessageText" and "vote is open" in call.parameters["text"]
        ]
        number = str(night.group.id).removeprefix("-100")
        assert f'href="https://t.me/c/{number}/{ballot["message_id"]}"' in edit["text"]


async def test_a_button_that_is_nobody_s_is_no_matter_for_the_group(night: FilmNight) -> None:
    ana, *_ = night.people
    board = await night.begin()
    before = spoken(night)
    for said in ("nonsense:::", "mark_like:99999999", "x" * 64):
        assert "ya no sirve" in await night.noticed(ana.presses(board, said))
    assert spoken(night) == before


async def test_a_board_that_somebody_deleted_is_posted_again(night: FilmNight) -> None:
    board = await night.begin()
    del night.group.messages[board["message_id"]]
    night.says(night.people[1], "/proponer Toy Story")
    assert (await night.reads("Toy Story"))["message_id"] != board["message_id"]


async def test_a_poll_that_somebody_deleted_ends_with_the_votes_that_were_cast(
    night: FilmNight,
) -> None:
    poll = await to_the_poll(night)
    night.telegram.votes(night.people[0], poll, 1)
    await night.voted(Ana=(1,))
    del night.group.messages[poll["message_id"]]
    await night.time_passes()
    assert "Un voto" in (await night.said("🏆"))["text"]


async def test_votes_of_polls_that_are_nobody_s_are_passed_over(night: FilmNight) -> None:
    poll = await to_the_poll(night)
    night.telegram._queue(
        "poll_answer",
        {
            "poll_id": "somebody else's",
            "user": night.people[0].user,
            "option_ids": [0],
            "option_persistent_ids": ["a"],
        },
    )
    night.telegram.votes(night.people[0], poll, 1)
    await night.voted(Ana=(1,))


async def test_ten_presses_at_once_are_few_changes_of_the_board(night: FilmNight) -> None:
    board = await night.begin()
    crowd = [night.telegram.person(f"P{number}") for number in range(10)]
    for person in crowd:
        night.press(person, board, "🙋")
    await night.reads("P9")

    async def all_in() -> bool:
        shown = (await night.board())["text"]
        return all(f"P{number}" in shown for number in range(10))

    await night.until(all_in, "everybody on the board")
    assert spoken(night).count("editMessageText") <= 10

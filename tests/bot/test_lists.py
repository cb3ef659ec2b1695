"""What each person keeps, and what it does to their suggestions, on the bundled sample."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from bot.assistant import Assistant, Reply, Request
from bot.assistant.commands import COMMANDS
from bot.assistant.links import PAYLOAD_LENGTH, followed, payload
from bot.assistant.memory import MOST_FILMS, SetMark, StoreUnavailable
from bot.assistant.texts import LANGUAGES
from bot.store import SqlStore
from recommender import Recommender
from recommender.taste import LEAN, Taste, for_somebody, similar_for

ANA, EVA, GROUP = 7, 8, -1001
TOY_STORY, FINDING_NEMO, MATRIX, ALIEN = 862, 12, 603, 348


class Talk:
    """People who talk to an assistant that remembers."""

    def __init__(self, sample: Recommender, store: SqlStore) -> None:
        self.store = store
        self.assistant = Assistant(sample, store=store)

    async def say(self, text: str, who: int = ANA, **more: Any) -> Reply:
        request = Request(**{"chat": who, "user": who, "text": text, "language": "es"} | more)
        return await self.assistant.answer(request)

    async def press(self, action: str, who: int = ANA, **more: Any) -> Reply:
        return await self.say("", who, press=action, **more)

    async def in_group(self, text: str, who: int = ANA, **more: Any) -> Reply:
        return await self.say(text, who, chat=GROUP, group=True, **more)

    async def films(self, mark: str, who: int = ANA) -> tuple[int, ...]:
        return (await self.store.person(who)).films(mark)  # type: ignore[arg-type]


@pytest.fixture
async def talk(sample: Recommender, tmp_path: Path) -> AsyncIterator[Talk]:
    async with await SqlStore.open(f"sqlite:///{tmp_path / 'butaca.db'}") as store:
        yield Talk(sample, store)


def actions(reply: Reply) -> list[str]:
    return [button.action for row in reply.buttons for button in row]


# --- lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/guardar", "/save", "/lista", "/GUARDAR"])
async def test_a_film_is_saved_by_its_title_and_listed(talk: Talk, command: str) -> None:
    saved = await talk.say(f"{command} toi estori")
    assert "Toy Story" in saved.text
    assert await talk.films("list") == (TOY_STORY,)
    again = await talk.say(f"{command} toy story")
    assert (again.facts["changed"], again.text != saved.text) == (False, True)
    listed = await talk.say("/lista")
    assert [movie.id for movie in listed.movies] == [TOY_STORY]
    assert listed.facts["total"] == 1


async def test_a_title_that_may_be_several_is_asked_about_and_the_answer_saves_it(
    talk: Talk,
) -> None:
    asked = await talk.say("/guardar toi stro")
    if asked.facts.get("changed"):
        pytest.skip("it is clear enough by now")
    pressed = await talk.press(actions(asked)[0])
    assert pressed.facts["changed"]
    assert len(await talk.films("list")) == 1


async def test_a_film_is_taken_off_again(talk: Talk) -> None:
    await talk.say("/guardar Toy Story")
    removed = await talk.say("/quitar Toy Story")
    assert removed.facts["changed"]
    assert await talk.films("list") == ()
    assert not (await talk.say("/quitar Toy Story")).facts["changed"]


async def test_seen_films_are_listed_and_can_be_told_by_title(talk: Talk) -> None:
    await talk.say("/vistas Toy Story")
    await talk.press(f"mark_seen:{MATRIX}")
    seen = await talk.say("/seen")
    assert [movie.id for movie in seen.movies] == [MATRIX, TOY_STORY]


async def test_tastes_are_two_lists_that_lead_to_each_other(talk: Talk) -> None:
    await talk.press(f"mark_like:{TOY_STORY}")
    await talk.press(f"mark_dislike:{ALIEN}")
    likes = await talk.say("/gustos")
    dislikes = await talk.press(next(a for a in actions(likes) if a == "my_dislikes"))
    assert [movie.id for movie in likes.movies] == [TOY_STORY]
    assert [movie.id for movie in dislikes.movies] == [ALIEN]
    assert "my_tastes" in actions(dislikes)


@pytest.mark.parametrize("command", ["/lista", "/vistas", "/gustos"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_empty_list_says_how_to_fill_it(talk: Talk, command: str, language: str) -> None:
    reply = await talk.say(command, language=language)
    assert reply.facts["total"] == 0
    assert reply.text


async def test_a_thousand_films_are_paged_and_every_one_is_shown_once(
    talk: Talk, sample: Recommender
) -> None:
    films = sample.catalogue.ids.tolist()
    gone = range(900_000_000, 900_000_000 + 1000 - len(films))
    await talk.store.apply([SetMark(ANA, movie, "list") for movie in (*films, *gone)])
    reply, seen, pages = await talk.say("/lista"), [], 1
    while True:
        assert len(str(reply.text)) < 4096
        seen += [movie.id for movie in reply.movies]
        onwards = [b.action for b in reply.buttons[-1] if b.label == "➡️"] if reply.buttons else []
        if not onwards:
            break
        reply, pages = await talk.press(onwards[0]), pages + 1
        assert reply.replaces
    assert pages == 100
    assert sorted(seen) == films


async def test_a_page_that_is_no_longer_there_is_the_last_one(talk: Talk) -> None:
    await talk.say("/guardar Toy Story")
    reply = await talk.press("my_list::500")
    assert [movie.id for movie in reply.movies] == [TOY_STORY]


async def test_a_list_has_an_end(talk: Talk) -> None:
    await talk.store.apply(
        [SetMark(ANA, movie, "list") for movie in range(10**6, 10**6 + MOST_FILMS)]
    )
    reply = await talk.say("/guardar Toy Story")
    assert not reply.facts["changed"]
    pressed = await talk.press(f"mark_list:{TOY_STORY}")
    assert pressed.notice
    assert TOY_STORY not in await talk.films("list")


# --- presses ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["list", "seen", "like", "dislike"])
async def test_a_press_marks_says_so_and_twice_is_once(talk: Talk, mark: str) -> None:
    first = await talk.press(f"mark_{mark}:{TOY_STORY}")
    second = await talk.press(f"mark_{mark}:{TOY_STORY}")
    assert first.notice == second.notice
    assert first.text == ""
    assert await talk.films(mark) == (TOY_STORY,)
    undo = first.swaps[f"mark_{mark}:{TOY_STORY}"]
    undone = await talk.press(undo.action)
    assert await talk.films(mark) == ()
    assert undone.swaps[undo.action].action == f"mark_{mark}:{TOY_STORY}"


async def test_liking_takes_the_other_button_back(talk: Talk) -> None:
    await talk.press(f"mark_dislike:{TOY_STORY}")
    reply = await talk.press(f"mark_like:{TOY_STORY}")
    assert reply.swaps[f"unmark_dislike:{TOY_STORY}"].action == f"mark_dislike:{TOY_STORY}"
    assert (await talk.films("like"), await talk.films("dislike")) == ((TOY_STORY,), ())


async def test_in_a_group_a_press_is_answered_to_one_person_alone(talk: Talk) -> None:
    reply = await talk.in_group("", EVA, press=f"mark_like:{TOY_STORY}")
    assert (reply.text, reply.swaps) == ("", {})
    assert 0 < len(reply.notice) <= 200
    assert await talk.films("like", EVA) == (TOY_STORY,)
    assert await talk.films("like", ANA) == ()


@pytest.mark.parametrize(
    "forged",
    [
        "mark_like",
        "mark_like:999999999",
        "mark_:862",
        "mark_love:862",
        "unmark_list:1",
        "erase_yes:",
    ],
)
async def test_forged_presses_are_answered_and_change_nothing(talk: Talk, forged: str) -> None:
    await talk.press(f"mark_like:{TOY_STORY}")
    reply = await talk.press(forged)
    assert reply.text or reply.notice
    assert await talk.films("like") == (TOY_STORY,)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_notice_is_plain_and_short_whatever_the_title(
    talk: Talk, sample: Recommender, language: str
) -> None:
    longest = max(
        map(sample.catalogue.movie, range(len(sample.catalogue))), key=lambda m: len(m.title)
    )
    for mark in ("list", "seen", "like", "dislike"):
        for action in (f"mark_{mark}:{longest.id}", f"unmark_{mark}:{longest.id}"):
            notice = (await talk.press(action, language=language)).notice
            assert len(notice) <= 200
            assert "&" not in notice
            assert "<" not in notice


# --- groups -----------------------------------------------------------------------------------


async def test_a_group_has_a_list_of_its_own(talk: Talk) -> None:
    await talk.in_group("/guardar Toy Story")
    await talk.in_group("/guardar Matrix", EVA)
    assert (await talk.in_group("/guardar Matrix")).facts["changed"] is False
    listed = await talk.in_group("/lista", EVA)
    assert {movie.id for movie in listed.movies} == {TOY_STORY, MATRIX}
    assert await talk.films("list") == ()
    await talk.in_group("/quitar Matrix")
    assert [movie.id for movie in (await talk.in_group("/lista")).movies] == [TOY_STORY]


@pytest.mark.parametrize(
    "command", [f"/{command.es}" for command in COMMANDS if command.chats == "private"]
)
async def test_what_is_somebody_s_own_is_shown_in_private_only(talk: Talk, command: str) -> None:
    await talk.press(f"mark_like:{TOY_STORY}")
    reply = await talk.in_group(command)
    assert "Toy Story" not in reply.text
    [[button]] = reply.buttons
    assert button.opens == "private"
    link = payload(button.action)
    arrived = await talk.say(f"/start {link}")
    assert arrived.intent == (await talk.say(command)).intent


async def test_erasing_is_not_confirmed_in_a_group(talk: Talk) -> None:
    await talk.press(f"mark_like:{TOY_STORY}")
    await talk.in_group("", press="erase_yes")
    assert await talk.films("like") == (TOY_STORY,)


# --- suggestions ------------------------------------------------------------------------------


async def test_seen_and_disliked_films_are_not_suggested(talk: Talk) -> None:
    before = await talk.say("Toy Story")
    seen, disliked = before.movies[0].id, before.movies[1].id
    await talk.press(f"mark_seen:{seen}")
    await talk.press(f"mark_dislike:{disliked}")
    after = await talk.say("Toy Story")
    assert len(after.movies) == 5
    assert not {seen, disliked} & {movie.id for movie in after.movies}
    others = await talk.say("Toy Story", EVA)
    assert others.movies == before.movies


def test_suggestions_lean_towards_the_likes(sample: Recommender) -> None:
    """For many pairs of films the five are nearer to the liked one than without the like."""
    ids = sample.catalogue.ids.tolist()
    asked, liked = ids[::7], ids[3::7]
    gains, kept = [], []
    for movie, like in zip(asked, liked, strict=False):
        plain = similar_for(sample, movie, Taste())
        leaning = similar_for(sample, movie, Taste(likes=(like,)))

        def nearness(found: Any, like: int = like) -> float:
            return mean(sample.similarity(like, each.suggestion.movie.id) for each in found)

        gains.append(nearness(leaning) - nearness(plain))
        kept.append(
            mean(each.suggestion.score for each in leaning)
            / mean(each.suggestion.score for each in plain)
        )
    assert min(gains) >= -1e-9
    assert sum(gain > 0 for gain in gains) > len(gains) / 4
    # The film that was asked about stays what the five are about.
    assert mean(kept) > 0.8
    assert 0 < LEAN < 1


async def test_a_lean_is_told(talk: Talk, sample: Recommender) -> None:
    await talk.press(f"mark_like:{FINDING_NEMO}")
    reply = await talk.say("Toy Story")
    told = [s for s in reply.facts["suggestions"] if s["because"] is not None]
    assert told
    assert all(suggestion["because"] == FINDING_NEMO for suggestion in told)
    assert reply.text.count("porque te gustó") == len(told)
    assert "porque te gustó" not in (await talk.say("Toy Story", EVA)).text
    assert "porque te gustó" not in (await talk.in_group("Toy Story")).text


async def test_pages_of_suggestions_do_not_repeat_each_other(talk: Talk) -> None:
    await talk.press(f"mark_like:{FINDING_NEMO}")
    shown: list[int] = []
    for offset in range(0, 25, 5):
        reply = await talk.press(
            f"recommend:{TOY_STORY}:{offset}" if offset else f"recommend:{TOY_STORY}"
        )
        shown += [movie.id for movie in reply.movies]
    assert len(shown) == len(set(shown)) == 25


async def test_suggestions_can_be_marked_where_nobody_reads_along(talk: Talk) -> None:
    private = actions(await talk.say("Toy Story"))
    assert sum(action.startswith("mark_") for action in private) == 20
    group = actions(await talk.in_group("Toy Story"))
    assert not any(action.startswith("mark_") for action in group)
    assert all(len(action.encode()) <= 64 for action in private)


@pytest.mark.parametrize("command", ["/para_mi", "/for_me", "/paramí", "/PARA_MI"])
async def test_five_for_somebody_from_all_that_is_known(talk: Talk, command: str) -> None:
    await talk.press(f"mark_like:{TOY_STORY}")
    await talk.press(f"mark_list:{FINDING_NEMO}")
    await talk.press("mark_seen:863")
    reply = await talk.say(command)
    found = {movie.id for movie in reply.movies}
    assert len(found) == 5
    assert not found & {TOY_STORY, FINDING_NEMO, 863}
    assert all(each["because"] in {TOY_STORY, FINDING_NEMO} for each in reply.facts["suggestions"])


async def test_somebody_unknown_is_asked_about_well_known_films(talk: Talk) -> None:
    first = await talk.say("/para_mi")
    assert len(first.movies) == 5
    assert sum(action.startswith("mark_") for action in actions(first)) == 20
    more = await talk.press(actions(first)[-1])
    assert not {movie.id for movie in more.movies} & {movie.id for movie in first.movies}


def test_a_taste_of_films_that_are_gone_is_no_taste(sample: Recommender) -> None:
    gone = Taste(likes=(10**9,), wanted=(10**9 + 1,), seen=(10**9 + 2,))
    assert for_somebody(sample, gone) == []
    assert similar_for(sample, TOY_STORY, gone) == similar_for(sample, TOY_STORY, Taste())


# --- what is kept, and how it goes ------------------------------------------------------------


async def test_an_export_is_a_table_of_all_that_is_kept(talk: Talk) -> None:
    await talk.press(f"mark_list:{TOY_STORY}")
    await talk.press(f"mark_like:{MATRIX}")
    await talk.say("Toy Story")
    reply = await talk.say("/exportar")
    assert reply.document is not None
    assert reply.document.name.endswith(".csv")
    rows = list(csv.DictReader(io.StringIO(reply.document.content.decode("utf-8-sig"))))
    kinds = [(row["qué"], row["id"], row["título"]) for row in rows]
    assert ("lista", "862", "Toy Story") in kinds
    assert ("me gusta", "603", "The Matrix") in kinds
    assert any(kind == "mencionada" for kind, *_ in kinds)
    assert len(rows) == reply.facts["rows"]


async def test_who_keeps_nothing_exports_nothing(talk: Talk) -> None:
    reply = await talk.say("/exportar", EVA)
    assert (reply.document, reply.facts["rows"]) == (None, 0)


async def test_no_cell_is_a_formula(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.assistant.answers.lists import _harmless

    for cell in ("=1+1", "+1", "-1", "@x", "\t=1"):
        assert str(_harmless(cell)).startswith("'")
    assert (_harmless("[REC]"), _harmless(862)) == ("[REC]", 862)


async def test_everything_goes_only_after_a_second_word(talk: Talk) -> None:
    await talk.press(f"mark_list:{TOY_STORY}")
    sure = await talk.say("/borrar_datos")
    yes, no = actions(sure)
    await talk.press(no)
    assert await talk.films("list") == (TOY_STORY,)
    await talk.press(yes)
    assert await talk.store.export(ANA) == ()
    assert (await talk.say("/lista")).facts["total"] == 0


# --- trouble ----------------------------------------------------------------------------------


class Broken:
    """A store that cannot be reached, nor what was said before."""

    contexts = property(lambda self: self)

    def __getattr__(self, name: str) -> Any:
        async def fail(*_: object, **__: object) -> None:
            raise StoreUnavailable("the database cannot be used")

        return fail


@pytest.mark.parametrize("store", [None, Broken()])
async def test_without_a_memory_what_needs_none_works_and_the_rest_says_so(
    sample: Recommender, store: Any
) -> None:
    talk = Talk(sample, store) if store else None
    assistant = talk.assistant if talk else Assistant(sample)

    async def ask(text: str = "", **more: Any) -> Reply:
        return await assistant.answer(Request(chat=ANA, user=ANA, text=text, language="es", **more))

    assert len((await ask("Toy Story")).movies) == 5
    for command in ("/lista", "/guardar Toy Story", "/vistas", "/para_mi", "/exportar"):
        assert "no puedo recordar" in (await ask(command)).text
    assert "no puedo recordar" in (await ask(press=f"mark_like:{TOY_STORY}")).notice


async def test_who_is_shut_out_hears_nothing(talk: Talk) -> None:
    from bot.assistant.memory import SetBlocked

    await talk.store.apply([SetBlocked(ANA, blocked=True)])
    reply = await talk.say("Toy Story")
    assert (reply.text, reply.notice, reply.buttons) == ("", "", ())


async def test_admins_shut_somebody_out_and_let_them_in_again(talk: Talk) -> None:
    admin = 99
    talk.assistant = Assistant(talk.assistant.recommender, admins=frozenset({admin, 98}))
    talk.assistant.remember(talk.store)
    refused = await talk.say(f"/bloquear {EVA}", who=ANA)
    assert (refused.changes, (await talk.store.person(EVA)).blocked) == ((), False)
    assert "quién" in (await talk.say("/bloquear alguien", who=admin)).text
    assert "siempre" in (await talk.say("/bloquear 98", who=admin)).text
    for blocked, unblocked in (
        (f"/bloquear {EVA}", f"/desbloquear {EVA}"),
        ("/block", "/unblock"),
    ):
        await talk.in_group(blocked, who=admin, reply_author=EVA)
        assert (await talk.say("Toy Story", who=EVA)).text == ""
        await talk.in_group(unblocked, who=admin, reply_author=EVA)
        assert "Toy Story" in (await talk.say("Toy Story", who=EVA)).text


@pytest.mark.parametrize(
    ("action", "link"),
    [("card:862", "m862"), ("night_door@Ab-_9", "gAb-_9"), ("my_list", "do-my_list")],
)
def test_links_lead_where_buttons_do(action: str, link: str) -> None:
    from bot.assistant.intents import pressed

    assert payload(action) == link
    assert followed(link) == pressed(action)
    assert len(link) <= PAYLOAD_LENGTH


@pytest.mark.parametrize("garbage", ["", "x", "m", "m1234567890", "g", "do-", "do-$", "m862 "])
def test_a_link_of_somebody_else_is_a_plain_start(garbage: str) -> None:
    assert followed(garbage) is None


async def test_a_link_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="no link"):
        payload("recommend:862:5")

"""Where films can be watched and what is new, on a catalogue with both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram.error import Forbidden, TimedOut

from bot.assistant import Assistant, Reply, Request
from bot.assistant.answers.premieres import TOLD, weekly
from bot.assistant.answers.turn import likely_country
from bot.assistant.context import Context
from bot.assistant.operations import Asker, Status
from bot.store import SqlStore
from bot.telegram.delivery import Place
from bot.telegram.news import News
from etl.pipeline import RunOptions, run
from etl.sources import bundled
from etl.tmdb.answers import Answers, read_answer
from etl.tmdb.options import TmdbOptions
from recommender import Recommender
from recommender.errors import Problem, told
from tests.etl.daily_table import DailyTable
from tests.tmdb_server import film, translation

ANA, GROUP = 7, -1001
TOY_STORY, MATRIX, ALIEN, SHINING = 862, 603, 348, 694
ROBOT, OBSCURE, OLD = 990001, 990002, 990003
NETFLIX, FILMIN = "Netflix", "Filmin"
TODAY = datetime.now(UTC).date()


def day(ago: int) -> str:
    return str(TODAY - timedelta(days=ago))


@pytest.fixture(scope="module")
def alive(tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    """The sample, films of these weeks, and where some of them can be watched."""
    folder = tmp_path_factory.mktemp("living")
    raw = folder / "raw"
    raw.mkdir()
    for path in bundled("sample").iterdir():
        (raw / path.name).write_bytes(path.read_bytes())
    table = DailyTable()
    table.film(ROBOT, "The Lighthouse Robot", release_date=day(10), vote_average="8.2",
               genres="Science Fiction, Animation", keywords="robot, toy, friendship")  # fmt: skip
    table.film(OBSCURE, "Grey Paint", release_date=day(20), vote_count="61", vote_average="5.0",
               genres="Documentary", keywords="paint")  # fmt: skip
    table.film(OLD, "A Winter Ago", release_date=day(200))
    table.film(990004, "Next Spring", release_date=day(-30))
    table.write(raw)
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
    spanish = translation("El robot del faro", "Un autómata cuida de los percebes.", "ES")
    everywhere = {"ES": {"flatrate": [NETFLIX]}}
    Answers(raw / "tmdb").add(
        [
            read_answer(
                ROBOT,
                film(
                    ROBOT,
                    translations=[spanish],
                    cast=["Ana Prueba"],
                    directors=["Eva Muestra"],
                    offers={
                        "ES": {"flatrate": [NETFLIX, FILMIN], "rent": ["Apple TV"]},
                        "MX": {"buy": ["Claro video"]},
                    },
                ),
                now,
            ),
            read_answer(TOY_STORY, film(TOY_STORY, offers=everywhere), now),
            read_answer(ALIEN, film(ALIEN, offers={"ES": {"flatrate": [FILMIN]}}), now),
            read_answer(SHINING, film(SHINING, offers={"US": {"rent": ["Apple TV"]}}), now),
        ]
    )
    root = folder / "catalogue"
    run(RunOptions(root, raw, tmdb=TmdbOptions(raw / "tmdb")))
    return Recommender.open(root)


class Talk:
    def __init__(self, recommender: Recommender, store: SqlStore) -> None:
        self.store = store
        self.assistant = Assistant(recommender, store=store)

    async def say(self, text: str, **more: Any) -> Reply:
        request = {"chat": ANA, "user": ANA, "text": text, "language": "es"} | more
        return await self.assistant.answer(Request(**request))

    async def press(self, action: str, **more: Any) -> Reply:
        return await self.say("", press=action, **more)


@pytest.fixture
async def talk(alive: Recommender, tmp_path: Path) -> AsyncIterator[Talk]:
    async with await SqlStore.open(f"sqlite:///{tmp_path / 'butaca.db'}") as store:
        yield Talk(alive, store)


def actions(reply: Reply) -> list[str]:
    return [button.action for row in reply.buttons for button in row]


# --- where ------------------------------------------------------------------------------------


async def test_where_a_film_can_be_watched(talk: Talk) -> None:
    reply = await talk.say("/donde el robot del faro")
    assert reply.facts["offers"] == {"flatrate": [NETFLIX, FILMIN], "rent": ["Apple TV"]}
    assert (reply.facts["country"], reply.facts["guessed"]) == ("ES", True)
    assert reply.facts["as_of"] == day(3)
    for said in ("El robot del faro", "España", "Netflix y Filmin", "Apple TV", "JustWatch",
                 "pais_de_residencia", f"movie/{ROBOT}/watch"):  # fmt: skip
        assert said in reply.text


async def test_in_the_country_that_was_chosen(talk: Talk) -> None:
    assert "México" in (await talk.say("/pais_de_residencia méxico")).text
    reply = await talk.say("/where el robot del faro")
    assert reply.facts["offers"] == {"buy": ["Claro video"]}
    assert (reply.facts["country"], reply.facts["guessed"]) == ("MX", False)
    assert "/pais_de_residencia" not in reply.text
    reply = await talk.press("residence=US")
    assert reply.facts["country_set"] == "US"
    reply = await talk.say(f"/donde {'toy story'}")
    assert reply.facts["offers"] == {}
    assert "Estados Unidos no está" in reply.text
    assert "España" in reply.text


async def test_the_button_is_on_every_card(talk: Talk) -> None:
    card = await talk.say("/ficha toy story")
    assert f"where:{TOY_STORY}" in actions(card)
    surprise = await talk.say("/sorpresa")
    assert f"where:{surprise.movies[0].id}" in actions(surprise)
    reply = await talk.press(f"where:{TOY_STORY}")
    assert reply.facts["offers"] == {"flatrate": [NETFLIX]}


async def test_a_film_that_nobody_has_asked_about(talk: Talk) -> None:
    reply = await talk.say("/donde matrix")
    assert reply.movies[0].id == MATRIX
    assert "todavía no" in reply.text


async def test_without_data_it_says_what_is_missing(sample: Recommender) -> None:
    assistant = Assistant(sample)
    for said in ("/donde matrix", "/plataformas", "/estrenos"):
        reply = assistant.respond(Request(chat=1, user=1, text=said, language="es"))
        assert "TMDB" in reply.text
    english = assistant.respond(Request(chat=1, user=1, text="/where matrix", language="en"))
    assert "BUTACA_TMDB_API_KEY" in english.text
    assert f"where:{MATRIX}" in actions(
        assistant.respond(Request(chat=1, user=1, text="/card matrix", language="en"))
    )


@pytest.mark.parametrize(
    ("tag", "country"),
    [("es", "ES"), ("es-MX", "MX"), ("es_ar", "AR"), ("es-419", "ES"), ("en", "US"),
     ("en-GB", "GB"), ("zh-Hans-CN", "CN"), ("de", "ES")],
)  # fmt: skip
def test_the_country_is_guessed_from_the_language(tag: str, country: str) -> None:
    assert likely_country(tag) == country


async def test_a_country_that_does_not_exist(talk: Talk) -> None:
    reply = await talk.say("/pais_de_residencia Narnia")
    assert "country_set" not in reply.facts
    assert actions(reply)
    assert all(said.startswith("residence=") for said in actions(reply))


def test_what_is_not_remembered_lasts_for_the_conversation(alive: Recommender) -> None:
    assistant = Assistant(alive)
    context = Context()
    for said in ("/pais_de_residencia mexico", "/donde el robot del faro"):
        request = Request(chat=1, user=1, text=said, language="es")
        reply, context = assistant.converse(request, context)
    assert reply.facts["country"] == "MX"
    assert Context.from_json(context.as_json()) == context


# --- platforms --------------------------------------------------------------------------------


async def test_suggestions_and_searches_are_limited_to_platforms(talk: Talk) -> None:
    before = await talk.say("/recomienda alien")
    assert len(before.movies) == 5
    reply = await talk.say("/plataformas netflx")
    assert reply.facts["platforms_set"] == [NETFLIX]
    after = await talk.say("/recomienda alien")
    assert {movie.id for movie in after.movies} <= {TOY_STORY, ROBOT}
    assert after.movies
    assert NETFLIX in after.text
    found = await talk.say("/busca animación")
    assert {movie.id for movie in found.movies} <= {TOY_STORY, ROBOT}
    assert found.facts["count"] == len(found.movies)
    # Nothing there: it says so, and shows all.
    assert "no hay ninguna" in (await talk.say("/busca westerns")).text
    group = await talk.say("/recomienda alien", chat=GROUP, group=True)
    assert len(group.movies) == 5
    await talk.say("/plataformas todas")
    assert (await talk.say("/recomienda alien")).movies == before.movies


async def test_platforms_are_chosen_by_buttons(talk: Talk) -> None:
    reply = await talk.say("/plataformas")
    assert f"platform={NETFLIX}" in actions(reply)
    reply = await talk.press(f"platform={NETFLIX}")
    assert reply.replaces
    reply = await talk.press(f"platform={FILMIN}")
    assert reply.facts["platforms_set"] == [NETFLIX, FILMIN]
    assert (await talk.store.person(ANA)).platforms == (NETFLIX, FILMIN)
    reply = await talk.press(f"platform={NETFLIX}")
    assert (await talk.store.person(ANA)).platforms == (FILMIN,)
    reply = await talk.press("platform")
    assert (await talk.store.person(ANA)).platforms == ()


async def test_a_platform_that_does_not_exist(talk: Talk) -> None:
    reply = await talk.say("/plataformas Netflix, <b>Videoclub Paco</b>")
    assert reply.facts["platforms_set"] == [NETFLIX]
    assert "Videoclub Paco" in reply.text
    assert "<b>Videoclub" not in reply.text


async def test_platforms_are_nobody_else_s_business(talk: Talk) -> None:
    reply = await talk.say("/plataformas", chat=GROUP, group=True)
    assert NETFLIX not in reply.text
    await talk.say("/plataformas netflix")
    await talk.say("/pais_de_residencia españa")
    kept = {entry.kind: entry.value for entry in await talk.store.export(ANA)}
    assert (kept["platforms"], kept["country"]) == (NETFLIX, "ES")
    await talk.say("/borrar_datos")
    await talk.press("erase_yes")
    person = await talk.store.person(ANA)
    assert (person.platforms, person.country, person.news) == ((), None, None)


# --- Spanish overviews ------------------------------------------------------------------------


async def test_spanish_readers_see_the_spanish_overview(talk: Talk) -> None:
    spanish = await talk.say("/ficha el robot del faro")
    assert "Un autómata cuida de los percebes." in spanish.text
    english = await talk.say("/card the lighthouse robot", language="en")
    assert "What happens in The Lighthouse Robot" in english.text


async def test_words_of_spanish_overviews_find_films(talk: Talk, sample: Recommender) -> None:
    for said in ("/busca percebe", "/busca sobre los percebes"):
        reply = await talk.say(said)
        assert reply.movies
        assert reply.movies[0].id == ROBOT
    assert not list(sample.catalogue.folder.glob("search_es.*"))


# --- news -------------------------------------------------------------------------------------


async def test_the_latest_films_the_best_first(talk: Talk) -> None:
    reply = await talk.say("/estrenos")
    assert [movie.id for movie in reply.movies] == [ROBOT, OBSCURE]
    assert reply.facts["count"] == 2
    assert f"card:{ROBOT}" in actions(reply)


async def test_news_are_switched_by_buttons(talk: Talk) -> None:
    assert actions(await talk.say("/avisos")) == ["news_on"]
    await talk.press("news_on")
    assert (await talk.store.person(ANA)).news == "es"
    assert actions(await talk.say("/avisos")) == ["news_off"]
    await talk.press("news_off")
    assert (await talk.store.person(ANA)).news is None
    group = await talk.say("/avisos", chat=GROUP, group=True)
    assert actions(group) == ["news"]


async def test_the_weekly_message(talk: Talk, alive: Recommender) -> None:
    await talk.say("/avisos")
    await talk.press("news_on")
    await talk.press(f"mark_like:{TOY_STORY}")
    person = await talk.store.person(ANA)
    reply = weekly(alive, person, TODAY)
    assert reply is not None
    # Near what she likes; not what is only new.
    assert [movie.id for movie in reply.movies] == [ROBOT]
    assert len(reply.movies) <= TOLD
    assert "news_off" in actions(reply)
    await talk.store.apply(reply.changes)
    # Nothing is told twice.
    assert weekly(alive, await talk.store.person(ANA), TODAY) is None


async def test_a_message_is_claimed_once(talk: Talk) -> None:
    await talk.press("news_on")
    now = datetime.now(UTC)
    before = now - timedelta(days=6)
    assert await talk.store.news_readers(before) == [ANA]
    assert await talk.store.claim_news(ANA, now, before)
    assert not await talk.store.claim_news(ANA, now, before)
    assert await talk.store.news_readers(before) == []
    later = now + timedelta(days=7)
    assert await talk.store.claim_news(ANA, later, later - timedelta(days=6))
    await talk.press("news_off")
    assert await talk.store.news_readers(later) == []


class Post:
    """Takes messages in the place of Telegram."""

    def __init__(self, error: Exception | None = None) -> None:
        self.sent: list[tuple[int, Reply]] = []
        self.error = error

    async def send(self, place: Place, reply: Reply) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append((place.chat, reply))


def news(store: SqlStore, recommender: Recommender, post: Post) -> News:
    return News(store, lambda: recommender, post.send, "0 18 * * 5", "UTC")


async def test_several_processes_send_a_message_once(
    talk: Talk, alive: Recommender, tmp_path: Path
) -> None:
    people = range(100, 112)
    for person in people:
        await talk.press("news_on", chat=person, user=person)
    post = Post()
    async with await SqlStore.open(f"sqlite:///{tmp_path / 'butaca.db'}") as other:
        both = [news(store, alive, post) for store in (talk.store, other)]
        await asyncio.gather(*(each.tell_all() for each in both))
        assert sorted(chat for chat, _ in post.sent) == list(people)
        # Nor again before the week is over, by whatever schedule.
        await asyncio.gather(*(each.tell_all() for each in both))
    assert len(post.sent) == len(people)
    # A week later nothing is new to them.
    await both[0].tell_all(datetime.now(UTC) + timedelta(days=7))
    assert len(post.sent) == len(people)


async def test_who_has_thrown_the_bot_out_gets_no_more(talk: Talk, alive: Recommender) -> None:
    await talk.press("news_on")
    await news(talk.store, alive, Post(Forbidden("bot was blocked by the user"))).tell_all()
    assert (await talk.store.person(ANA)).news is None


async def test_a_message_that_may_have_arrived_is_not_sent_again(
    talk: Talk, alive: Recommender
) -> None:
    await talk.press("news_on")
    await news(talk.store, alive, Post(TimedOut())).tell_all()
    post = Post()
    await news(talk.store, alive, post).tell_all()
    assert post.sent == []
    assert (await talk.store.person(ANA)).news == "es"


# --- sources ----------------------------------------------------------------------------------


class Running:
    """A running bot, as far as its status goes."""

    def status(self) -> Status:
        return Status(datetime.now(UTC), 1 << 20, None, None, False)

    def refresh(self, asker: Asker) -> bool:
        return False


def test_the_status_tells_the_age_of_each_source(alive: Recommender) -> None:
    assistant = Assistant(alive, admins={ANA})
    assistant.operations = Running()  # type: ignore[assignment]
    reply = assistant.respond(Request(chat=ANA, user=ANA, text="/estado", language="es"))
    assert [source["source"] for source in reply.facts["sources"]] == ["dump", "daily", "tmdb"]
    assert "API de TMDB: datos de hace 3 días" in reply.text


def test_the_status_tells_what_is_wrong_with_a_source_in_the_language_of_the_chat(
    alive: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = told([Problem("file-missing", file="credits.csv", place="/raw", beside="<movies>")])
    sources = [{"source": "dump", "of": None, "problem": "in English", "problems": why}]
    monkeypatch.setitem(alive.catalogue.manifest, "sources", sources)
    assistant = Assistant(alive, admins={ANA})
    assistant.operations = Running()  # type: ignore[assignment]
    reply = assistant.respond(Request(chat=ANA, user=ANA, text="/estado", language="es"))
    assert "⚠️ falta credits.csv en /raw, donde está &lt;movies&gt;" in reply.text

"""Nothing that the dump contains is interpreted, from its cells to the answers about them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from raw_dump import RawDump, actor, member, named
from telegram_entities import parse_html

from bot.assistant import Assistant, Request
from bot.assistant.commands import COMMANDS
from bot.assistant.intents import action
from etl.pipeline import RunOptions, run
from recommender import Recommender

#: Titles and names as nobody should give them.
HOSTILE = (
    "<script>alert('Volver')</script>",
    "<b>Alien</b> & <a href='tg://user?id=1'>Co</a>",
    "Heat {0.__class__} %(token)s { $title }",
    "Robert'); DROP TABLE people;--",
    "(a+)+$ [Brazil] \\1",
    "../../../../tmp/Gravity.png",
    "__import__('os').system('touch owned')",
    '=HYPERLINK("x","Fargo")',
)
#: What of each can be typed to ask for it.
ASKED = ("Volver", "Alien", "Heat", "Robert", "Brazil", "Gravity", "import os", "Fargo")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("hostile")
    dump = RawDump()
    for number, text in enumerate(HOSTILE, 1):
        dump.film(
            number,
            text,
            overview=f"A story of {text} " * 3,
            tagline=text,
            genres=named(text),
            production_companies=named(f"{text} Pictures"),
            belongs_to_collection={"id": number, "name": f"{text} Collection"},
            budget="1000000",
            revenue="5000000",
            vote_count="5000",
            poster_path=f"/{text}.jpg",
        )
        dump.credit(
            number,
            [actor(f"{text} Player", 0, number, text)],
            [member(f"{text} Director", person=100 + number)],
        )
        dump.keyword(number, text, "adventure")
    run(RunOptions(catalogue=folder / "catalogue", raw=dump.write(folder / "raw")))
    assert not (Path.cwd() / "owned").exists()
    return Assistant(Recommender.open(folder / "catalogue"))


def test_every_film_is_as_it_was_written(assistant: Assistant) -> None:
    for number, text in enumerate(HOSTILE, 1):
        movie = assistant.recommender.movie(number)
        assert movie is not None
        assert movie.title == text
        assert movie.genres == (text,)
        assert movie.collection == f"{text} Collection"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.intent)
def test_answers_show_it_and_obey_none_of_it(assistant: Assistant, command: object) -> None:
    name = command.es  # type: ignore[attr-defined]
    for asked in (*ASKED, *HOSTILE):
        for said in (asked, f"{asked} Player", f"{asked} Pictures"):
            reply = assistant.respond(Request(1, 1, f"/{name} {said}", "es"))
            seen, entities = parse_html(str(reply.text))
            tags = re.findall(r"<\s*/?\s*([a-z-]*)", str(reply.text))
            assert set(tags) <= {"b", "i", "code"}
            assert all("url" not in entity for entity in entities)
            assert "<class" not in seen
            for row in reply.buttons:
                assert all(len(button.action.encode()) <= 64 for button in row)


def test_a_card_says_it_as_it_was_written(assistant: Assistant) -> None:
    for number, text in enumerate(HOSTILE, 1):
        reply = assistant.respond(Request(1, 1, language="es", press=action("card", number)))
        assert parse_html(str(reply.text))[0].count(text) >= 3


def test_a_poster_leads_nowhere_but_to_posters(assistant: Assistant) -> None:
    for number in range(1, len(HOSTILE) + 1):
        photo = assistant.respond(Request(1, 1, press=action("card", number))).photo
        assert photo is None or re.fullmatch(r"https://[a-z.]+/[\w/]+/[\w.-]+", photo), photo


def test_members_of_a_zip_stay_in_it(tmp_path: Path) -> None:
    dump = RawDump()
    dump.film(1, "Volver")
    dump.credit(1)
    raw = dump.write_zip(tmp_path / "deep" / "raw.zip")
    with zipfile.ZipFile(raw, "a") as archive:
        archive.writestr("../../escaped.csv", "id\n1\n")
        archive.writestr(f"{tmp_path}/absolute.csv", "id\n1\n")
    run(RunOptions(catalogue=tmp_path / "deep" / "catalogue", raw=raw))
    assert not (tmp_path / "escaped.csv").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep"]

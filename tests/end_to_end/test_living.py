"""From raw files, a daily table and TMDB's API to an answer about a film of this year."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.sources import bundled
from tests.etl.daily_table import DailyTable
from tests.tmdb_server import KEY, TmdbServer, film, translation

NEW = 1_234_567
REQUESTS = "60"
TODAY = datetime.now(UTC).date()


def butaca(*arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    finished = subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env={**os.environ, **environment},
    )
    assert KEY not in finished.stdout + finished.stderr
    return finished


def test_a_film_of_this_year_in_spanish(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for path in bundled("sample").iterdir():
        (raw / path.name).write_bytes(path.read_bytes())
    table = DailyTable()
    table.film(
        NEW,
        "The Salt Harvesters",
        vote_average="9.4",
        vote_count="41000",
        release_date=str(TODAY - timedelta(days=12)),
    )
    table.write(raw)
    known = film(
        NEW,
        translations=[
            translation("Las salineras", "Tres hermanas heredan una salina junto al mar.", "ES"),
            translation("Mujeres de sal", "Tres hermanas y una salina.", "MX"),
        ],
        cast=["Ana Prueba", "Luis Ensayo"],
        directors=["Eva Muestra"],
        offers={
            "ES": {"flatrate": ["Filmin"], "rent": ["Rakuten TV"]},
            "MX": {"flatrate": ["Netflix"]},
        },
        poster="/salt.jpg",
    )
    with TmdbServer([known]) as tmdb:
        where = {
            "BUTACA_DATA_DIR": str(tmp_path / "data"),
            "BUTACA_RAW_DIR": str(raw),
            "BUTACA_TMDB_API_KEY": KEY,
            "BUTACA_TMDB_URL": tmdb.url,
            "BUTACA_TMDB_FILES_URL": tmdb.address,
            "BUTACA_TMDB_REQUESTS": REQUESTS,
            "BUTACA_LOG_LEVEL": "DEBUG",
        }
        built = butaca("etl", **where)
        assert built.returncode == 0, built.stderr
        assert "Asked TMDB" in built.stderr
        assert tmdb.asked[NEW] == 1
        assert tmdb.asked.total() <= int(REQUESTS)

    # From here on nobody is asked any more.
    messages = [
        "las salineras",
        "/ficha mujeres de sal",
        "/donde las salineras",
        json.dumps({"text": "/donde las salineras", "language": "es-MX", "user": 2, "chat": 2}),
        "/estrenos",
        "/ayuda",
    ]
    talked = butaca("chat", "--json", said="\n".join(messages) + "\n", **where)
    assert talked.returncode == 0, talked.stderr
    alike, card, spain, mexico, premieres, helped = map(json.loads, talked.stdout.splitlines())
    assert alike["facts"]["movie"]["id"] == NEW
    assert len(alike["movies"]) == 5
    assert "Las salineras" in card["text"]
    assert "Tres hermanas heredan una salina junto al mar." in card["text"]
    assert "Eva Muestra" in card["text"]
    assert card["facts"]["poster"].endswith("/salt.jpg")
    assert f"where:{NEW}" in [button["action"] for row in card["buttons"] for button in row]
    assert spain["facts"]["offers"] == {"flatrate": ["Filmin"], "rent": ["Rakuten TV"]}
    assert "JustWatch" in spain["text"]
    assert mexico["facts"]["offers"] == {"flatrate": ["Netflix"]}
    assert [found["id"] for found in premieres["movies"]] == [NEW]
    assert "TMDB" in helped["text"]

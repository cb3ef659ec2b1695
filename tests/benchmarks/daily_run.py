"""How long a run over the daily table takes, how much memory, and what its catalogue serves in.

    python tests/benchmarks/daily_run.py REAL_DATA [--rows 325000 650000 1300000]

REAL_DATA holds ``movies-45k``. The table is made from that dump: every film of it with its own id
and figures, then its films over and over under new ids, with the tail of votes that TMDB has: of
the made-up films one in 13 has 20 votes, one in 50 a hundred, one in 350 a thousand. Each run reads
the dump and the table as a person would start it; its memory is the sum over all its processes.
Last, a process opens the catalogue and answers questions about it, and tells its own memory.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from etl_run import whole_run

COLUMNS = (
    "id title vote_average vote_count status release_date revenue runtime adult backdrop_path "
    "budget homepage imdb_id original_language original_title overview popularity poster_path "
    "tagline genres production_companies production_countries spoken_languages keywords"
).split()
FLAT = ("genres", "production_companies", "production_countries", "spoken_languages")
FIRST_NEW_ID = 1_000_000
#: Of the Pareto distribution of votes.
TAIL = 0.85
QUESTIONS = 300

ASK = f"""
import json, random, sys
from recommender.lean import Without
Without("pandas").for_good()
import psutil
from bot.assistant import Assistant, Request
from recommender import Recommender
recommender = Recommender.open(sys.argv[1])
opened = psutil.Process().memory_info().rss
assistant = Assistant(recommender)
ids = recommender.catalogue.ids.tolist()
chance = random.Random(1)
for movie in chance.sample(ids, min({QUESTIONS}, len(ids))):
    title = recommender.movie(movie).title
    for text in (title, "/busca comedias de los 90 con gatos", "/ficha " + title, "/estrenos"):
        assistant.respond(Request(chat=1, user=1, text=text, language="es"))
now = psutil.Process().memory_info().rss
print(json.dumps({{"films": len(ids), "opened": opened / 1e6, "answering": now / 1e6}}))
"""


def flat(cell: str) -> str:
    try:
        return ", ".join(entry["name"] for entry in ast.literal_eval(cell or "[]"))
    except (ValueError, SyntaxError, TypeError, KeyError):
        return ""


def real_rows(dump: Path) -> list[dict[str, Any]]:
    rows = []
    with (dump / "movies_metadata.csv").open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text):
            if (row["id"] or "").isdigit():
                known = {name: row.get(name) or "" for name in COLUMNS}
                rows.append(known | {name: flat(row[name]) for name in FLAT})
    return rows


def table(real: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """``count`` rows, the real films first."""
    chance = random.Random(7)
    yield from real[:count]
    for number in range(len(real), count):
        row = dict(real[number % len(real)])
        row["id"] = FIRST_NEW_ID + number
        row["imdb_id"] = ""
        row["title"] = f"{row['title']} {number:x}"
        row["vote_count"] = int(chance.paretovariate(TAIL)) - 1
        row["release_date"] = f"{chance.randint(1950, 2026)}-{chance.randint(1, 12):02}-15"
        yield row


def serve(data: Path) -> dict[str, float]:
    """What a process that answers takes."""
    command = [sys.executable, "-c", ASK, str(data / "catalogue")]
    answered = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(answered.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", nargs="+", type=int, default=[325_000, 650_000, 1_300_000])
    arguments = parser.parse_args()
    csv.field_size_limit(sys.maxsize)
    dump = (arguments.data / "movies-45k").resolve()
    real = real_rows(dump)
    print(
        "| rows | MB | films | run s | CPU s | CPU µs a row | peak MB | opened MB | answering MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for count in arguments.rows:
        with tempfile.TemporaryDirectory() as made:
            raw, data = Path(made) / "raw", Path(made) / "data"
            raw.mkdir()
            for name in ("movies_metadata.csv", "credits.csv", "keywords.csv"):
                (raw / name).symlink_to(dump / name)
            path = raw / "TMDB_movie_dataset_v11.csv"
            with path.open("w", encoding="utf-8", newline="") as text:
                writer = csv.DictWriter(text, COLUMNS)
                writer.writeheader()
                writer.writerows(table(real, count))
            size = path.stat().st_size / 1e6
            seconds, processor, peak = whole_run(raw, data)
            served = serve(data)
            cells = [
                f"{count:,}",
                f"{size:.0f}",
                f"{served['films']:,}",
                f"{seconds:.0f}",
                f"{processor:.0f}",
                f"{1e6 * processor / count:.0f}",
                f"{peak:.0f}",
                f"{served['opened']:.0f}",
                f"{served['answering']:.0f}",
            ]
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()

"""How fast the answers in figures and their charts are.

    python tests/benchmarks/stats_queries.py DATA_DIR [--language es]

Every query is answered as a person would get it, from the text typed to the finished reply. The
baseline is the same figure in plain pandas over the same tables, explode and compare, in the same
run. Charts are drawn as the bot draws them, in a worker of their own: the first one pays for the
start of the process, the others for themselves; a kept one is read from disk.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from bot.assistant import Assistant, Request
from bot.charts import Charts
from recommender import Recommender

_TIMES, _SLOW_TIMES = 60, 3
_PEOPLE = 40


def milliseconds(work: Callable[[], object], times: int) -> list[float]:
    """How long each of several runs takes."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - begin))
    return taken


class Pandas:
    """The same figures the plain way."""

    def __init__(self, folder: Path) -> None:
        self.movies = pd.read_parquet(folder / "movies.parquet")
        self.credits = pd.read_parquet(folder / "credits.parquet")

    def month(self, month: int) -> int:
        """Films released in a month."""
        dates = pd.to_datetime(self.movies["release_date"])
        return int((dates.dt.month == month).sum())

    def listed(self, column: str, value: str) -> tuple[int, float]:
        """Films with a value in a list column, and their revenue."""
        rows = self.movies.explode(column)
        rows = rows[(rows[column] == value) & ~rows["revenue_suspect"]]
        return len(rows), float(rows["revenue"].sum())

    def person(self, name: str, role: str) -> tuple[int, float]:
        """Somebody's films in a role, and the sum of their returns."""
        mine = self.credits[(self.credits["name"] == name) & (self.credits["role"] == role)]
        rows = self.movies[self.movies["id"].isin(mine["movie_id"])]
        return len(rows), float(rows["return_ratio"].sum())


def queries(recommender: Recommender) -> dict[str, list[str]]:
    """What is asked, by command: the largest of everything there is."""
    stats, people = recommender.stats, recommender.people
    best = [recommender.catalogue.movie(row) for row in stats.by_rating(stats.rows)[:30].tolist()]
    return {
        "peliculas_mes": [str(month) for month in range(1, 13)],
        "peliculas_dia": [str(day) for day in range(1, 8)],
        "anio": [str(year) for year in range(1960, 2010, 5)],
        "pais": [share.name for share in stats.countries.shares()[:20]],
        "genero": list(stats.genres.names),
        "productora": [named.name for named in recommender.companies.largest(30)],
        "franquicia": [named.name for named in recommender.collections.largest(30)],
        "actor": [person.name for person, _ in people.busiest("cast", _PEOPLE)],
        "director": [person.name for person, _ in people.busiest("director", _PEOPLE)],
        "retorno": [movie.title for movie in best],
        "top": ["", "terror", "comedia 90", "drama España", "1994"],
    }


def baseline(plain: Pandas, command: str, argument: str) -> Callable[[], object] | None:
    """The plain way to the same figure, where there is a simple one."""
    if command == "peliculas_mes":
        return lambda: plain.month(int(argument))
    if command in {"pais", "genero", "productora"}:
        column = {"pais": "countries", "genero": "genres", "productora": "companies"}[command]
        return lambda: plain.listed(column, argument)
    if command in {"actor", "director"}:
        role = "cast" if command == "actor" else "director"
        return lambda: plain.person(argument, role)
    return None


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--language", default="es")
    arguments = parser.parse_args()
    recommender = Recommender.open(arguments.data_dir / "catalogue")
    memory = psutil.Process().memory_info().rss / 2**20
    assistant = Assistant(recommender)
    plain = Pandas(recommender.catalogue.folder)
    print(f"{len(recommender.catalogue):,} films, {len(recommender.people):,} people")
    print(f"\n{'query':<16}{'p50 ms':>9}{'p99 ms':>9}{'pandas ms':>11}{'ratio':>8}")
    asked = []
    for command, texts in queries(recommender).items():
        requests = [
            Request(chat=0, user=0, text=f"/{command} {text}", language=arguments.language)
            for text in texts
        ]
        asked += requests[:3]
        taken: list[float] = []
        for request in requests:
            rounds = max(2, _TIMES // len(requests))
            taken += milliseconds(lambda request=request: assistant.respond(request), rounds)
        p50, p99 = np.percentile(taken, [50, 99])
        slow = baseline(plain, command, texts[0])
        row = f"{'/' + command:<16}{p50:>9.2f}{p99:>9.2f}"
        if slow is not None:
            beside = float(np.median(milliseconds(slow, _SLOW_TIMES)))
            row += f"{beside:>11.1f}{beside / p50:>7.0f}×"
        print(row)
    print(f"\nresident after opening: {memory:.0f} MB")
    asyncio.run(draw(assistant, asked))


async def draw(assistant: Assistant, requests: list[Request]) -> None:
    """Draw the charts of these answers in an empty folder, twice."""
    replies = [assistant.respond(request) for request in requests]
    wanted = [reply.chart for reply in replies if reply.chart is not None]
    with tempfile.TemporaryDirectory() as folder:
        async with Charts(Path(folder)) as charts:
            # The machine's list of fonts is made once in the life of a data folder.
            await charts.png(wanted.pop())
        before = psutil.Process().memory_info().rss
        async with Charts(Path(folder)) as charts:
            taken = []
            for chart in wanted:
                begin = time.perf_counter()
                picture = await charts.png(chart)
                taken.append(1000 * (time.perf_counter() - begin))
                assert picture is not None
            worker = psutil.Process().children()[0].memory_info().rss / 2**20
            begin = time.perf_counter()
            for chart in wanted:
                await charts.png(chart)
            kept = 1000 * (time.perf_counter() - begin) / len(wanted)
        grown = (psutil.Process().memory_info().rss - before) / 2**20
    print(
        f"\ncharts: first {taken[0]:.0f} ms (a process is started), then p50 "
        f"{np.median(taken[1:]):.0f} and worst {max(taken[1:]):.0f} ms, kept {kept:.2f} ms; "
        f"worker {worker:.0f} MB, this process {grown:+.1f} MB"
    )


if __name__ == "__main__":
    main()

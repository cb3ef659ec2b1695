"""One run of asking TMDB: about which films, in which order, and what is kept of the answers.

Asked about are films of which nothing is known yet, whose answer is old, or that TMDB has changed
since; the best-voted ones first, as many as the budget of requests allows. Films that TMDB no
longer has, by its daily list of ids, are passed over. The next run goes on where this one stopped,
however it stopped.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from etl.errors import EtlError, SourceError, because
from etl.progress import Progress
from etl.tmdb.answers import REFRESHED_AFTER, Answers, read_answer
from etl.tmdb.client import KeyRefused, OutOfBudget, TmdbClient, TmdbUnavailable
from etl.tmdb.options import TmdbOptions
from recommender.errors import Problem

_PARTS = "credits,translations,alternative_titles,watch/providers"
#: Answers that are kept at once; a run that is killed loses at most so many.
_KEPT_AT_ONCE = 200
_AT_ONCE = 16
#: Films in a row about which TMDB cannot be asked, before the run goes on without it.
_MOST_FAILURES = 10
#: TMDB tells the changes of so many days at once.
_WINDOW = timedelta(days=14)
#: The share of the budget that finding out what has changed may take.
_FOR_CHANGES = 0.2
_EXPORT_TIMEOUT = 120.0
_CHANGES = "changes.parquet"
_IDS = "ids.parquet"
_STATE = "state.json"


@dataclass(slots=True)
class Asked:
    """What became of the questions of one run.

    Attributes:
        due: films that there was reason to ask about.
        answered: films that TMDB told about.
        unknown: films that TMDB does not have.
        failed: films about which it could not be asked.
        requests: requests that were made.
        problem: why the run stopped before its end, if it did.
    """

    due: int = 0
    answered: int = 0
    unknown: int = 0
    failed: int = 0
    requests: int = 0
    problem: Problem | str = ""

    @property
    def left(self) -> int:
        """Films that the next run goes on with."""
        return self.due - self.answered - self.unknown

    def __str__(self) -> str:
        said = (
            f"Asked TMDB: {self.answered:,} films answered, {self.unknown:,} unknown there, "
            f"{self.failed:,} failed, {self.left:,} left for the next run "
            f"({self.requests:,} requests)"
        )
        return f"{said}; {self.problem}" if self.problem else said


def ask(films: pa.Table, options: TmdbOptions, progress: Progress) -> Asked:
    """Ask TMDB about films, and keep what it answers.

    Nothing that goes wrong is raised: what came is kept, and the result says why no more did.

    Args:
        films: ``id``, ``vote_count`` and ``weighted_rating``.
        options: how it is asked, with a key.
        progress: is told how far it is.
    """
    asked = Asked()
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(options.folder / ".lock", timeout=0):
            asyncio.run(_Asking(films, options, progress, asked).run())
    except Timeout:
        asked.problem = Problem("tmdb-busy")
    except EtlError as error:
        asked.problem = error.problems[0]
    except OSError as error:
        asked.problem = Problem("cannot-write", place=str(options.folder), because=because(error))
    progress.say(str(asked))
    return asked


class _Asking:
    """One run."""

    def __init__(
        self, films: pa.Table, options: TmdbOptions, progress: Progress, asked: Asked
    ) -> None:
        self._films = films
        self._options = options
        self._progress = progress
        self._asked = asked
        self._answers = Answers(options.folder)
        self._now = self._answers.now
        self._waiting: list[dict[str, Any]] = []
        self._failures = 0

    async def run(self) -> None:
        options, asked = self._options, self._asked
        self._answers.compact()
        async with TmdbClient(
            options.key or "", options.url, options.requests, options.per_second, options.patience
        ) as client:
            try:
                dates = self._answers.dates()
                changed = await self._changed(client) if dates else {}
                due = self._due(dates, changed, await self._existing())
                asked.due = len(due)
                with self._progress.stage("Asking TMDB", len(due), " films") as advance:
                    films = iter(due)
                    try:
                        async with asyncio.TaskGroup() as group:
                            for _ in range(min(_AT_ONCE, len(due))):
                                group.create_task(self._work(client, films, advance))
                    except* EtlError as errors:
                        first = errors.exceptions[0]
                        if isinstance(first, EtlError):
                            [asked.problem, *_] = first.problems
            finally:
                # Also when it is interrupted: what was answered need not be asked again.
                self._keep()
                asked.requests = options.requests - client.left

    async def _work(self, client: TmdbClient, films: Iterator[int], advance: Any) -> None:
        for movie_id in films:
            if self._asked.problem:
                return
            try:
                answer = await client.get(f"movie/{movie_id}", append_to_response=_PARTS)
            except OutOfBudget:
                self._asked.problem = Problem("tmdb-used-up")
                return
            except KeyRefused as error:
                self._asked.problem = error.problems[0]
                return
            except TmdbUnavailable as error:
                self._asked.failed += 1
                self._failures += 1
                if self._failures >= _MOST_FAILURES:
                    self._asked.problem = error.problems[0]
                continue
            self._failures = 0
            if answer is None:
                self._asked.unknown += 1
            else:
                self._asked.answered += 1
            now = datetime.now(UTC).replace(microsecond=0)
            self._waiting.append(read_answer(movie_id, answer, now))
            advance(1)
            if len(self._waiting) >= _KEPT_AT_ONCE:
                self._keep()

    def _keep(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._answers.add(waiting)

    def _due(
        self,
        dates: Mapping[int, datetime],
        changed: Mapping[int, date],
        existing: NDArray[np.int32] | None,
    ) -> list[int]:
        """Ids of the films to ask about, the best-voted first."""
        films = self._films
        ids = films["id"].to_numpy()
        rating, votes = films["weighted_rating"].to_numpy(), films["vote_count"].to_numpy()
        oldest = self._now - REFRESHED_AFTER
        there = set(ids.tolist()) if existing is None else set(existing.tolist())

        def is_due(movie_id: int) -> bool:
            when = dates.get(movie_id)
            if when is None:
                return movie_id in there
            day = changed.get(movie_id)
            return when < oldest or (day is not None and day >= when.date())

        return [
            movie_id
            for movie_id in ids[np.lexsort((ids, -votes, -rating))].tolist()
            if is_due(movie_id)
        ]

    async def _changed(self, client: TmdbClient) -> dict[int, date]:
        """On which day TMDB last changed each film, as far as it was asked."""
        path = self._options.folder / _CHANGES
        known: dict[int, date] = {}
        if path.exists():
            table = _read(path)
            known = dict(zip(table["id"].to_pylist(), table["day"].to_pylist(), strict=True))
        state = self._state()
        today = self._now.date()
        since = max(
            date.fromisoformat(state.get("changes_until", str(today - _WINDOW))),
            today - REFRESHED_AFTER,
        )
        most = int(self._options.requests * _FOR_CHANGES)
        begun_with = client.left
        with suppress(TmdbUnavailable):
            while since < today and begun_with - client.left < most:
                until = min(since + timedelta(days=1), today)
                for movie_id in await self._changed_between(client, since, until):
                    known[movie_id] = max(until, known.get(movie_id, until))
                since = until
        oldest = today - REFRESHED_AFTER
        known = {movie_id: day for movie_id, day in known.items() if day >= oldest}
        table = pa.table(
            {
                "id": pa.array(known.keys(), pa.int32()),
                "day": pa.array(known.values(), pa.date32()),
            }
        )
        pq.write_table(table, path, compression="zstd")
        self._set_state(changes_until=str(since))
        return known

    @staticmethod
    async def _changed_between(client: TmdbClient, first: date, last: date) -> list[int]:
        found: list[int] = []
        page, pages = 1, 1
        while page <= pages:
            answer = await client.get(
                "movie/changes", start_date=str(first), end_date=str(last), page=page
            )
            said = answer or {}
            results = said.get("results")
            for entry in results if isinstance(results, list) else ():
                movie_id = entry.get("id") if isinstance(entry, dict) else None
                if isinstance(movie_id, int) and 0 < movie_id < 2**31:
                    found.append(movie_id)
            total = said.get("total_pages")
            pages = total if isinstance(total, int) else 1
            page += 1
        return found

    async def _existing(self) -> NDArray[np.int32] | None:
        """Ids of all films that TMDB has, by its list of today or of one of the days before.

        None where there is none: then every film is asked about.
        """
        path = self._options.folder / _IDS
        today = self._now.date()
        if self._state().get("ids_of") != str(today) and self._options.files_url:
            for day in (today, today - timedelta(days=1)):
                ids = await self._export(day)
                if ids is not None:
                    pq.write_table(pa.table({"id": ids}), path, compression="zstd")
                    self._set_state(ids_of=str(today))
                    break
        if not path.exists():
            return None
        known: NDArray[np.int32] = _read(path)["id"].to_numpy()
        return known

    async def _export(self, day: date) -> NDArray[np.int32] | None:
        name = f"movie_ids_{day:%m_%d_%Y}.json.gz"
        url = f"{self._options.files_url.rstrip('/')}/p/exports/{name}"
        try:
            async with httpx.AsyncClient(timeout=_EXPORT_TIMEOUT) as http:
                response = await http.get(url)
            if response.status_code != httpx.codes.OK:
                return None
            return await asyncio.to_thread(_ids_in, response.content)
        except (httpx.HTTPError, OSError, EOFError, ValueError):
            # It only spares questions.
            return None

    def _state(self) -> dict[str, str]:
        try:
            state = json.loads((self._options.folder / _STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def _set_state(self, **values: str) -> None:
        path = self._options.folder / _STATE
        path.write_text(json.dumps(self._state() | values), encoding="utf-8")


def _ids_in(export: bytes) -> NDArray[np.int32] | None:
    """The ids of a daily list: JSON, a line each, gzipped; None of an empty one."""
    content = gzip.decompress(export) if export.startswith(b"\x1f\x8b") else export
    ids: Sequence[int] = [json.loads(row)["id"] for row in content.splitlines() if row.strip()]
    return np.unique(np.array(ids, np.int32)) if ids else None


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise SourceError(Problem("answers-unreadable", file=str(path))) from error

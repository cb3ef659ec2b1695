"""From a published version to its report: read, compute, draw, lay out, write."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
from filelock import FileLock, Timeout

from etl.eda import ALBUM, LANGUAGES, ReportError
from etl.eda.cards import Author, Chapter
from etl.eda.chapters import (
    changes,
    genres,
    makers,
    money,
    neighbours,
    oddities,
    quality,
    releases,
    votes,
    words,
)
from etl.eda.figures.neighbours import Example, distances, examples, vocabulary
from etl.eda.frames import Frames, previous_version
from etl.eda.page import Drawn, page
from etl.eda.rendering import render
from etl.eda.texts import texts_in
from etl.errors import LockedError
from etl.progress import Progress, Silent
from recommender.catalogue import Catalogue, current_version
from recommender.errors import CatalogueDamaged
from recommender.reports import drop_gone, is_made, reports_of
from recommender.similarity import SimilarityIndex

#: The charts that tell most, the first that can be drawn of each row; one row a place in an album.
TELLING = (
    ("years", "gaps"),
    ("genre-pairs", "genres", "countries"),
    ("scores", "words-overview", "words-title"),
    ("budget-revenue", "lengths", "languages"),
    ("returns-genre", "coverage", "months"),
    ("best-director", "busiest-director", "distances", "vocabulary"),
)

_BUILDING = ".building-"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Material:
    """All that a report is made of, whatever its language."""

    frames: Frames
    before: Frames | None
    vocabulary: pd.DataFrame
    distances: pd.Series
    examples: list[Example]

    @classmethod
    def read(cls, catalogue_dir: Path) -> Material:
        """Read the live version, and the one before if it is kept and whole.

        Raises:
            CatalogueMissing: nothing has been published there.
            CatalogueDamaged: the live version cannot be read.
        """
        catalogue = Catalogue.open(catalogue_dir)
        frames = Frames.of(catalogue)
        index = SimilarityIndex.open(catalogue)
        return cls(
            frames=frames,
            before=_before(catalogue_dir, catalogue.version),
            vocabulary=vocabulary(index),
            distances=distances(index),
            examples=examples(frames, index),
        )


def _before(catalogue_dir: Path, version: str) -> Frames | None:
    folder = previous_version(catalogue_dir, version)
    if folder is None:
        return None
    try:
        return Frames.read(folder)
    except CatalogueDamaged:
        return None


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was made.

    Attributes:
        path: the page.
        version: what it is about.
        size: of the page, in bytes.
        charts: how many were drawn.
    """

    path: Path
    version: str
    size: int
    charts: int


def report(
    catalogue_dir: Path,
    out: Path,
    language: str,
    png_dir: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """See `etl.eda.report`."""
    _check_languages([language])
    progress = progress or Silent()
    with progress.stage("Reading the catalogue"):
        material = Material.read(catalogue_dir)
    with _as_report_error(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        html, drawn = _made(material, language, progress, png=png_dir is not None)
        _replace(out, html.encode("utf-8"))
        if png_dir is not None:
            png_dir.mkdir(parents=True, exist_ok=True)
            for key, chart in drawn.items():
                if chart.picture and chart.picture.png:
                    (png_dir / f"{key}.png").write_bytes(chart.picture.png)
    charts = sum(chart.picture is not None for chart in drawn.values())
    return Report(out, material.frames.version, out.stat().st_size, charts)


def publish(
    catalogue_dir: Path, languages: Sequence[str], progress: Progress | None = None
) -> Path:
    """See `etl.eda.publish`."""
    _check_languages(languages)
    progress = progress or Silent()
    eda_dir, version = reports_of(catalogue_dir), current_version(catalogue_dir)
    with _as_report_error(eda_dir), _alone(eda_dir):
        for left_over in eda_dir.glob(f"{_BUILDING}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        drop_gone(catalogue_dir)
        if is_made(catalogue_dir, version):
            return eda_dir / version
        with progress.stage("Reading the catalogue"):
            material = Material.read(catalogue_dir)
        folder = eda_dir / material.frames.version
        building = Path(mkdtemp(prefix=_BUILDING, dir=eda_dir))
        try:
            _fill(building, material, languages, progress)
            building.chmod(0o755)
            shutil.rmtree(folder, ignore_errors=True)
            building.rename(folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return folder


def _fill(folder: Path, material: Material, languages: Sequence[str], progress: Progress) -> None:
    album: dict[str, object] = {}
    for language in languages:
        html, drawn = _made(material, language, progress, png=True)
        page_name = f"report.{language}.html"
        (folder / page_name).write_text(html, encoding="utf-8")
        for key, chart in drawn.items():
            if chart.picture and chart.picture.png:
                (folder / f"{key}.{language}.png").write_bytes(chart.picture.png)
        album[language] = {
            "report": page_name,
            "charts": [
                {
                    "png": f"{chart.card.key}.{language}.png",
                    "title": chart.card.captions.title,
                    "line": chart.card.sentences[0],
                    "alt": chart.card.alt,
                }
                for chart in telling(drawn)
            ],
        }
    content = {
        "version": material.frames.version,
        "created_at": material.frames.created_at.isoformat(),
        "languages": album,
    }
    (folder / ALBUM).write_text(
        json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def telling(drawn: dict[str, Drawn]) -> list[Drawn]:
    """The most telling charts, at most one for each row of `TELLING`, none twice."""
    chosen: dict[str, Drawn] = {}
    for row in TELLING:
        for key in row:
            if key not in chosen and drawn[key].picture is not None:
                chosen[key] = drawn[key]
                break
    return list(chosen.values())


def _made(
    material: Material, language: str, progress: Progress, *, png: bool
) -> tuple[str, dict[str, Drawn]]:
    say = texts_in(language)
    author = Author(material.frames, say)
    written, drawn = [], {}
    for name, write in chapters(author, material):
        with progress.stage(f"Looking at {name} ({language})"):
            chapter = write()
            written.append(chapter)
            for card in chapter.cards:
                picture = render(card.draw, card.captions, card.key, png=png) if card.draw else None
                drawn[card.key] = Drawn(card, picture)
    return page(say, material.frames, written, drawn), drawn


def chapters(author: Author, material: Material) -> Iterator[tuple[str, Callable[[], Chapter]]]:
    """What the report consists of: each chapter's name, and what writes it."""
    yield "quality", lambda: quality.chapter(author)
    yield "releases", lambda: releases.chapter(author)
    yield "genres", lambda: genres.chapter(author)
    yield "votes", lambda: votes.chapter(author)
    yield "money", lambda: money.chapter(author)
    yield "makers", lambda: makers.chapter(author)
    yield "words", lambda: words.chapter(author)
    yield "oddities", lambda: oddities.chapter(author)
    yield (
        "neighbours",
        lambda: neighbours.chapter(
            author, material.vocabulary, material.distances, material.examples
        ),
    )
    yield "changes", lambda: changes.chapter(author, material.before)


def _check_languages(languages: Sequence[str]) -> None:
    for language in languages:
        if language not in LANGUAGES:
            raise ReportError(
                f"there is no report in {language!r}, only in {' and '.join(LANGUAGES)}"
            )


@contextmanager
def _alone(eda_dir: Path) -> Iterator[None]:
    """Hold the lock of the reports' folder; it ends with this process, however that ends."""
    eda_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(eda_dir / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise LockedError(f"another process is making the reports in {eda_dir}") from None
    try:
        yield
    finally:
        lock.release()


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _as_report_error(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReportError(
            f"the report in {where} cannot be written: {error.strerror or error}"
        ) from error

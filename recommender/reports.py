"""The exploratory reports that were made of published versions: where they lie, what they show.

``eda/<version>/`` beside the catalogue's folder has the pages, the charts as pictures, and
`ALBUM`, which names the most telling charts of each language; the ETL writes them. A report appears
as a whole, and goes with its version.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

ALBUM = "album.json"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of a report.

    Attributes:
        path: the PNG.
        title: what it shows.
        line: what was found, in a sentence.
        alt: the chart in words.
    """

    path: Path
    title: str
    line: str
    alt: str


@dataclass(frozen=True, slots=True)
class Album:
    """The most telling charts of a report, in one language.

    Attributes:
        version: the version of the catalogue that it is about.
        created_at: when that was published.
        page: the whole report, as one HTML file.
        pictures: the charts, in order.
    """

    version: str
    created_at: datetime
    page: Path
    pictures: tuple[Picture, ...]


def reports_of(catalogue_dir: Path) -> Path:
    """The folder of the reports on the versions in a catalogue's folder."""
    return catalogue_dir.parent / "eda"


def is_made(catalogue_dir: Path, version: str) -> bool:
    """Whether there is a report on a version."""
    return (reports_of(catalogue_dir) / version / ALBUM).is_file()


def album(catalogue_dir: Path, version: str, language: str) -> Album | None:
    """The album of a version, or else of the version before it that was looked at last.

    None where no report was made in that language, or none can be read.
    """
    versions = sorted((folder.name for folder in _made(reports_of(catalogue_dir))), reverse=True)
    for name in versions:
        if name <= version:
            found = _read(reports_of(catalogue_dir) / name, language)
            if found is not None:
                return found
    return None


def drop_gone(catalogue_dir: Path) -> None:
    """Remove the reports on versions that are gone."""
    for folder in _made(reports_of(catalogue_dir)):
        if not (catalogue_dir / folder.name).is_dir():
            shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path) -> Iterator[Path]:
    return (album.parent for album in folder.glob(f"*/{ALBUM}"))


def _read(folder: Path, language: str) -> Album | None:
    try:
        content: dict[str, Any] = json.loads((folder / ALBUM).read_text(encoding="utf-8"))
        part = content["languages"][language]
        return Album(
            version=content["version"],
            created_at=datetime.fromisoformat(content["created_at"]),
            page=_inside(folder, part["report"]),
            pictures=tuple(
                Picture(
                    _inside(folder, chart["png"]),
                    str(chart["title"]),
                    str(chart["line"]),
                    str(chart["alt"]),
                )
                for chart in part["charts"]
            ),
        )
    except (OSError, LookupError, TypeError, ValueError):
        return None


def _inside(folder: Path, name: str) -> Path:
    """A file of a folder.

    Raises:
        ValueError: the name leads out of it, or to nothing.
    """
    path = folder / name
    if path.name != name or not path.is_file():
        raise ValueError(f"{name!r} is no file of {folder}")
    return path

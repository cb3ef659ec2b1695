from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recommender import reports

CHART = {"png": "years.es.png", "title": "Films by year", "line": "Most in 2014.", "alt": "Bars"}


def album(**changed: Any) -> dict[str, Any]:
    part = {"report": "report.es.html", "charts": [CHART], **changed}
    return {"version": "v2", "created_at": "2024-01-01T04:30:00+00:00", "languages": {"es": part}}


def made(root: Path, version: str, content: Any) -> Path:
    folder = root / "eda" / version
    folder.mkdir(parents=True)
    for name in ("years.es.png", "report.es.html"):
        (folder / name).write_bytes(b"-")
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / reports.ALBUM).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "catalogue").mkdir()
    return tmp_path


def test_the_album_says_where_pictures_and_page_lie(root: Path) -> None:
    folder = made(root, "v2", album())
    found = reports.album(root / "catalogue", "v2", "es")
    assert found is not None
    assert (found.version, found.created_at.year) == ("v2", 2024)
    assert found.page == folder / "report.es.html"
    assert [picture.path for picture in found.pictures] == [folder / "years.es.png"]
    assert reports.album(root / "catalogue", "v2", "en") is None


def test_where_the_live_version_has_none_the_latest_before_it_is_shown(root: Path) -> None:
    for version in ("v1", "v2", "v4"):
        made(root, version, {**album(), "version": version})
    found = reports.album(root / "catalogue", "v3", "es")
    assert found is not None
    assert found.version == "v2"
    assert not reports.is_made(root / "catalogue", "v3")
    assert reports.album(root / "catalogue", "v0", "es") is None


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[]",
        {},
        album(report="../../secret"),
        album(report="gone.html"),
        album(charts=[{**CHART, "png": "/etc/passwd"}]),
        album(charts=[{}]),
        album(charts=None),
        {**album(), "created_at": "yesterday"},
    ],
)
def test_an_album_that_makes_no_sense_is_none(root: Path, content: Any) -> None:
    made(root, "v2", content)
    assert reports.album(root / "catalogue", "v2", "es") is None


def test_reports_of_versions_that_are_gone_go(root: Path) -> None:
    made(root, "v1", album())
    kept = made(root, "v2", album())
    other = root / "eda" / "notes"
    other.mkdir()
    (root / "catalogue" / "v2").mkdir()
    reports.drop_gone(root / "catalogue")
    assert sorted((root / "eda").iterdir()) == [other, kept]
    reports.drop_gone(root / "nowhere")

"""The report as it is written: whole, readable, and true to the catalogue it is about."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from eda_reports import Made, publish
from filelock import FileLock
from PIL import Image
from raw_dump import dump_of

from etl import eda
from etl.eda import __main__, making
from etl.eda.canvas import drawable, shorten
from etl.eda.cards import Author, Chapter
from etl.eda.texts import texts_in
from etl.errors import LockedError
from etl.progress import Console
from etl.publish import KEPT_VERSIONS
from recommender.catalogue import current_version
from recommender.errors import CatalogueMissing

ROOT = Path(__file__).resolve().parents[3]
MOST_BYTES = 8_000_000
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """A page taken apart: its ids, links, headings, charts and sentences."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.alts: dict[str, str] = {}
        self.charts: dict[str, str] = {}
        self.sentences: dict[str, list[str]] = {}
        self.titles: dict[str, str] = {}
        self._card = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in known:
            self.ids.append(known["id"])
        if tag == "a":
            self.links.append(known["href"])
        self.loaded += [known[name] for name in ("src", "data", "poster") if name in known]
        self.loaded += [known["href"]] if "href" in known and tag != "a" else []
        if tag == "article":
            self._card = known["id"].removeprefix("chart-")
            self.sentences[self._card] = []
        if tag == "svg":
            self.alts[self._card] = known["aria-label"]
            assert known["role"] == "img"
        if tag == "p" and self._card:
            self.sentences[self._card].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "article":
            self._card = ""

    def handle_data(self, data: str) -> None:
        if not self._card:
            return
        if "svg" in self.open:
            self.charts[self._card] = self.charts.get(self._card, "") + " " + data
        elif self.open[-1] == "p":
            self.sentences[self._card][-1] += data
        elif self.open[-1] == "h3":
            self.titles[self._card] = data


def words_of(text: str) -> str:
    return " ".join(drawable(text).split())


@pytest.fixture(scope="module")
def page(sample_report: Made) -> Page:
    return Page(sample_report.html)


def written_chapters(catalogue: Path, language: str) -> list[Chapter]:
    material = making.Material.read(catalogue)
    author = Author(material.frames, texts_in(language))
    return [write() for _, write in making.chapters(author, material)]


def test_the_page_is_one_file_that_needs_nothing_else(sample_report: Made, page: Page) -> None:
    assert sample_report.report.size == sample_report.report.path.stat().st_size < MOST_BYTES
    assert "iframe" not in page.tags
    assert [place for place in page.loaded if not place.startswith(("#", "data:"))] == []
    assert not re.search(r"@import|url\((?!#)", sample_report.html)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_the_contents_lead_to_every_chapter_and_chart(page: Page) -> None:
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert {f"chart-{key}" for key in page.sentences} <= {link[1:] for link in page.links}
    assert {"quality", "money", "words", "neighbours", "changes"} <= {x[1:] for x in page.links}


def test_the_page_suits_phones_dark_rooms_and_paper(sample_report: Made) -> None:
    html = sample_report.html
    assert '<html lang="es">' in html
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert html.count("var(--ink)") > 100


def test_every_chart_says_what_it_shows_and_where_it_is_from(
    sample_report: Made, page: Page
) -> None:
    chapters = written_chapters(sample_report.catalogue, "es")
    cards = [card for chapter in chapters for card in chapter.cards]
    assert len(page.charts) == sample_report.report.charts >= 40
    for card in cards:
        if card.draw is None:
            assert card.key not in page.charts
            continue
        drawn = words_of(page.charts[card.key])
        captions = card.captions
        assert words_of(captions.title) in drawn
        assert words_of(captions.source) in drawn
        assert sample_report.report.version in captions.source
        for axis in (captions.x, captions.y):
            # A cloud of several genres has no axis along the page.
            assert words_of(axis) in drawn or (card.key == "words-genres" and axis == captions.x)
        assert page.alts[card.key] == card.alt
        assert captions.title in card.alt
        assert card.sentences[0] in card.alt


def test_every_chart_states_two_findings(page: Page) -> None:
    for key, sentences in page.sentences.items():
        assert len(sentences) == (2 if key in page.charts else 1), key
        assert all(sentence.strip().endswith(".") for sentence in sentences)
        assert "\N{REPLACEMENT CHARACTER}" not in "".join(sentences)
        assert not re.search(r"\bnan\b|\binf\b|None|\{", "".join(sentences))


def test_every_chart_is_a_png_too(sample_report: Made, page: Page) -> None:
    assert {path.stem for path in sample_report.png.glob("*.png")} == set(page.charts)
    for path in sample_report.png.glob("*.png"):
        with Image.open(path) as picture:
            assert picture.width == 1080
            assert len(picture.convert("L").getcolors() or []) > 20


@pytest.mark.parametrize("language", eda.LANGUAGES)
def test_every_sentence_can_be_said_in_every_language(sample_data: Path, language: str) -> None:
    chapters = written_chapters(sample_data / "catalogue", language)
    cards = [card for chapter in chapters for card in chapter.cards]
    assert len(cards) >= 40
    assert len({card.key for card in cards}) == len(cards)
    assert {card.key for row in making.TELLING for card in cards if card.key in row} == {
        key for row in making.TELLING for key in row
    }


def test_findings_come_from_the_data(sample_data: Path, no_figures: Path) -> None:
    one, other = (
        {
            card.key: card.sentences
            for chapter in written_chapters(data / "catalogue", "en")
            for card in chapter.cards
        }
        for data in (sample_data, no_figures)
    )
    same = {key for key in one if set(one[key]) & set(other[key])}
    assert same <= {"turnover", "moved"}


def test_a_catalogue_of_one_film_makes_a_sensible_report(one_film_reports: Path) -> None:
    html = (one_film_reports / "report.es.html").read_text(encoding="utf-8")
    page = Page(html)
    assert 10 < len(page.charts) < len(page.sentences)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert "<i>Ada</i>" not in html
    # The font has no such letters, so the charts say that something is missing there.
    assert "映" in html
    assert drawable("映画") == 2 * "\N{REPLACEMENT CHARACTER}"


def test_a_catalogue_without_figures_makes_a_sensible_report(
    no_figures: Path, tmp_path: Path
) -> None:
    made = eda.report(no_figures / "catalogue", tmp_path / "report.html", "es")
    page = Page(made.path.read_text(encoding="utf-8"))
    for key in ("returns", "profits", "votes", "years", "lengths", "correlations", "best-cast"):
        assert key not in page.charts
        assert len(page.sentences[key]) == 1
        assert page.sentences[key][0] != texts_in("es")("nothing")
    assert {"genres", "busiest-cast", "words-title", "coverage"} <= set(page.charts)
    assert list(tmp_path.iterdir()) == [made.path]


def test_a_report_is_published_beside_the_catalogue(one_film: Path, one_film_reports: Path) -> None:
    folder = one_film_reports
    assert folder == one_film / "eda" / (one_film / "catalogue" / "CURRENT").read_text().strip()
    album = json.loads((folder / eda.ALBUM).read_text(encoding="utf-8"))
    assert album["version"] == folder.name
    assert set(album["languages"]) == {"es", "en"}
    for language, part in album["languages"].items():
        assert (folder / part["report"]).read_text(encoding="utf-8").count(f'lang="{language}"')
        assert len(part["charts"]) == 6
        for chart in part["charts"]:
            assert (folder / chart["png"]).stat().st_size > 5_000
            assert 0 < len(chart["line"]) <= 1024
            assert chart["title"] in chart["alt"]


def test_a_report_is_made_once_and_goes_with_its_version(
    one_film: Path, one_film_reports: Path
) -> None:
    before = {path: path.stat().st_mtime_ns for path in one_film_reports.iterdir()}
    gone = one_film / "eda" / "of-a-version-that-is-gone"
    gone.mkdir()
    (gone / eda.ALBUM).write_text("{}")
    (one_film / "eda" / ".building-killed").mkdir()
    assert eda.publish(one_film / "catalogue") == one_film_reports
    assert {path: path.stat().st_mtime_ns for path in one_film_reports.iterdir()} == before
    assert {path.name for path in (one_film / "eda").iterdir()} == {one_film_reports.name, ".lock"}


def test_how_far_it_is_is_told(one_film: Path, tmp_path: Path) -> None:
    stream = StringIO()
    eda.report(one_film / "catalogue", tmp_path / "r.html", "en", progress=Console(stream))
    lines = stream.getvalue().splitlines()
    assert lines[0] == "Reading the catalogue"
    assert len(lines) > 8


def test_the_version_before_is_compared_with(tmp_path: Path) -> None:
    publish(dump_of(10), tmp_path)
    later = dump_of(12)
    del later.films[0], later.credits[0], later.keywords[0]
    for film in later.films:
        film["runtime"] = "150"
    publish(later, tmp_path)
    material = making.Material.read(tmp_path / "catalogue")
    assert material.before is not None
    assert len(material.before.films) == 10
    turnover, moved = written_chapters(tmp_path / "catalogue", "en")[-1].cards
    assert "2 came and 1 went: from 10 to 11 films" in turnover.sentences[0]
    assert [table.rows[0][0] for table in turnover.tables] == [
        "The story of 12 (1999)",
        "The story of 1 (1999)",
    ]
    assert "“Length” (100.00%)" in moved.sentences[0]


def test_a_damaged_version_before_is_none(tmp_path: Path) -> None:
    publish(dump_of(3), tmp_path)
    (before,) = (path.parent for path in (tmp_path / "catalogue").glob("*/manifest.json"))
    publish(dump_of(4), tmp_path)
    (before / "movies.parquet").write_bytes(b"PAR1 no more")
    assert making.Material.read(tmp_path / "catalogue").before is None


def test_what_cannot_be_made_is_said(
    one_film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = one_film / "catalogue"
    with pytest.raises(CatalogueMissing, match="butaca etl"):
        eda.report(tmp_path / "nowhere", tmp_path / "report.html", "es")
    with pytest.raises(eda.ReportError, match="only in es and en"):
        eda.report(catalogue, tmp_path / "report.html", "fr")
    (tmp_path / "file").write_text("")
    with pytest.raises(eda.ReportError, match="cannot be written"):
        eda.report(catalogue, tmp_path / "file" / "report.html", "es")
    monkeypatch.setattr(eda, "find_spec", lambda name: None if name == "seaborn" else object())
    with pytest.raises(eda.ReportError, match=r"needs seaborn.*butaca\[eda\]"):
        eda.report(catalogue, tmp_path / "report.html", "es")
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_where_reports_cannot_be_kept_it_is_said(one_film: Path, tmp_path: Path) -> None:
    shutil.copytree(one_film / "catalogue", tmp_path / "catalogue")
    (tmp_path / "eda").write_text("")
    with pytest.raises(eda.ReportError, match="cannot be written"):
        eda.publish(tmp_path / "catalogue")


def test_one_process_at_a_time_makes_the_reports(
    one_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(one_film / "catalogue", tmp_path / "catalogue")
    (tmp_path / "eda").mkdir()
    under_way = tmp_path / "eda" / ".building-now"
    under_way.mkdir()
    with FileLock(tmp_path / "eda" / ".lock"):
        assert __main__.main([str(tmp_path / "catalogue")]) == LockedError.exit_status == 3
    assert "another process" in capsys.readouterr().err
    assert under_way.is_dir()


def test_reports_go_with_their_versions_even_where_none_is_made_anew(tmp_path: Path) -> None:
    for films in range(3, 3 + KEPT_VERSIONS + 1):
        publish(dump_of(films), tmp_path)
        report = tmp_path / "eda" / current_version(tmp_path / "catalogue")
        report.mkdir(parents=True)
        (report / eda.ALBUM).write_text("{}")
    kept = {manifest.parent.name for manifest in (tmp_path / "catalogue").glob("*/manifest.json")}
    assert len(kept) == KEPT_VERSIONS
    assert {folder.name for folder in (tmp_path / "eda").iterdir()} == kept


def test_the_command_makes_the_reports_at_low_priority(
    one_film: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    niced: list[int] = []
    monkeypatch.setattr(__main__.os, "nice", niced.append)
    assert __main__.main([str(one_film / "catalogue")]) == 0
    assert niced == [19]
    assert capsys.readouterr().out.strip().startswith(str(one_film / "eda"))
    assert __main__.main([str(tmp_path)]) == 2
    assert "no catalogue has been published" in capsys.readouterr().err
    assert __main__.main([]) == 2


def test_whoever_only_names_the_report_loads_nothing_that_draws() -> None:
    heavy = ["matplotlib", "pandas", "seaborn", "wordcloud", "jinja2"]
    code = f"import sys, etl.eda; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_long_labels_are_cut() -> None:
    assert shorten("a" * 31) == "a" * 29 + "…"
    assert shorten("short") == "short"
    assert drawable("a\x00\nb") == "ab"

"""The page in a real browser: at a phone's and a desktop's width, light and dark."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from eda_reports import Made
from PIL import Image

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next((path for path in map(shutil.which, NAMES) if path), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason=f"none of {', '.join(NAMES)} is installed")

PHONE, DESKTOP = 390, 1280

#: Puts the page into a frame of one width, and writes down how it lies there.
MEASURE = """<!DOCTYPE html><title>waiting</title><body style="margin:0">
<iframe style="border:0;width:{width}px;height:3000px" srcdoc="{page}"></iframe>
<script>
document.querySelector("iframe").onload = event => {{
  const view = event.target.contentWindow, page = view.document;
  const boxes = [...page.querySelectorAll("article svg")].map(svg => svg.getBoundingClientRect());
  const letters = [...page.querySelectorAll("article svg text")].map(
    text => text.getBoundingClientRect().height);
  const shown = page.querySelector("nav ol");
  document.title = "measured";
  document.body.dataset.found = JSON.stringify({{
    pageWidth: page.documentElement.scrollWidth,
    charts: boxes.length,
    narrowest: Math.min(...boxes.map(box => box.width)),
    widest: Math.max(...boxes.map(box => box.right)),
    flattest: Math.min(...boxes.map(box => box.height)),
    smallest: letters.sort((a, b) => a - b)[Math.floor(letters.length / 20)],
    contents: shown.checkVisibility(),
    paper: view.getComputedStyle(page.body).backgroundColor,
    ink: view.getComputedStyle(page.querySelector("article svg text")).fill,
    leftOver: page.body.innerText.includes("undefined"),
  }});
}};
</script>"""


def browse(folder: Path, *options: str, dark: bool = False) -> str:
    done = subprocess.run(
        [
            str(BROWSER),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            f"--user-data-dir={folder / 'profile'}",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            "--virtual-time-budget=10000",
            *options,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def measured(folder: Path, html: str, width: int, *, dark: bool) -> dict[str, Any]:
    frame = folder / "frame.html"
    frame.write_text(MEASURE.format(width=width, page=escape(html)), encoding="utf-8")
    dom = browse(folder, "--dump-dom", f"--window-size={DESKTOP},900", frame.as_uri(), dark=dark)
    found = re.search(r'data-found="([^"]*)"', dom)
    assert found, dom[-500:]
    result: dict[str, Any] = json.loads(unescape(found[1]))
    return result


@pytest.fixture(scope="module")
def seen(sample_report: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Any]:
    """How the page lies on a phone in the dark and on a desktop in the light."""
    folder = tmp_path_factory.mktemp("browser")
    html = sample_report.html
    return {width: measured(folder, html, width, dark=width == PHONE) for width in (PHONE, DESKTOP)}


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_page_fits_and_can_be_read(
    sample_report: Made, seen: dict[int, Any], width: int
) -> None:
    found = seen[width]
    assert found["charts"] == sample_report.report.charts
    # Nothing makes the reader scroll sideways, and no chart is cut off or squeezed.
    assert found["pageWidth"] <= width
    assert found["widest"] <= width
    assert found["narrowest"] >= 320
    assert found["flattest"] >= 100
    # The lowest lines of type, which are the sources, still have eight pixels.
    assert found["smallest"] >= 8
    # On a phone the contents are folded away.
    assert found["contents"] == (width == DESKTOP)
    assert not found["leftOver"]


def test_charts_and_page_turn_dark_together(seen: dict[int, Any]) -> None:
    def brightness(colour: str) -> float:
        red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
        return (red + green + blue) / 3

    light, dark = seen[DESKTOP], seen[PHONE]
    assert brightness(light["paper"]) > 240 > 60 > brightness(light["ink"])
    assert brightness(dark["paper"]) < 60 < 200 < brightness(dark["ink"])


def test_the_first_screen_shows_charts(sample_report: Made, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    browse(
        tmp_path,
        f"--screenshot={shot}",
        f"--window-size={DESKTOP},900",
        sample_report.report.path.as_uri(),
    )
    with Image.open(shot) as picture:
        colours = picture.convert("RGB").getcolors(1 << 24) or []
        area = picture.width * picture.height
    blue = sum(count for count, colour in colours if colour == (0, 114, 178))
    assert blue / area > 0.002
    assert len(colours) > 100


def test_it_prints_on_paper(sample_report: Made, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    browse(
        tmp_path,
        f"--print-to-pdf={pdf}",
        "--no-pdf-header-footer",
        sample_report.report.path.as_uri(),
        dark=True,
    )
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    # Contents, then two or three charts a page.
    assert sample_report.report.charts / 4 < pages < 2 * sample_report.report.charts

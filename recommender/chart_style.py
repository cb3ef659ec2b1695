"""One look for every chart, whoever draws it: colours, type and sizes.

Nothing is imported that draws, so that whoever only serves pays nothing for it. A chart is as wide
as a phone: at `WIDTH` inches a point of type is about a pixel of a phone's screen, and `DPI` makes
it a sharp picture of 1,080 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Inches; a chart with many rows may be taller than `HEIGHT`.
WIDTH = 5.4
HEIGHT = 3.8
DPI = 200

#: What is drawn larger: a picture in a chat, because a phone is only half as wide as a page, and
#: a page's charts, because the page has margins on a phone.
CHAT, PAGE = 1.25, 1.125

#: matplotlib carries this one, so every machine draws the same picture.
FONT = "DejaVu Sans"
TITLE_SIZE = 12
TEXT_SIZE = 9
SOURCE_SIZE = 7.5

#: Colours of Okabe and Ito's palette ("Color Universal Design", 2008) that the colour-blind tell
#: apart, those with a contrast of 3 or nearly so against both papers, so that one serves both.
BLUE = "#0072b2"
VERMILLION = "#d55e00"
GREEN = "#009e73"
PURPLE = "#cc79a7"
SERIES = (BLUE, VERMILLION, GREEN, PURPLE)
#: What a chart is about, and what it points at.
MAIN = BLUE
ACCENT = VERMILLION

#: Colour maps whose lightness alone tells high from low, and above from below the middle.
SEQUENTIAL = "cividis"
DIVERGING = "PuOr"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours that change between a light and a dark page."""

    paper: str
    ink: str
    muted: str
    grid: str


@dataclass(frozen=True, slots=True)
class Size:
    """How large a chart is drawn: inches, and pixels an inch."""

    width: float
    height: float
    dpi: float


def enlarged(factor: float) -> Size:
    """The size at which everything in a picture is larger, and the picture as wide as ever."""
    return Size(WIDTH / factor, HEIGHT / factor, DPI * factor)


LIGHT = Theme(paper="#fefefe", ink="#1c2128", muted="#59636e", grid="#d8dee4")
DARK = Theme(paper="#14181d", ink="#e8ebee", muted="#9aa4af", grid="#39424d")


def settings(theme: Theme = LIGHT) -> dict[str, object]:
    """The style as matplotlib's settings, for `matplotlib.rc_context`."""
    return {
        "figure.figsize": (WIDTH, HEIGHT),
        "figure.dpi": DPI,
        "savefig.dpi": DPI,
        "figure.facecolor": theme.paper,
        "savefig.facecolor": theme.paper,
        "axes.facecolor": theme.paper,
        "axes.edgecolor": theme.muted,
        "axes.labelcolor": theme.muted,
        "axes.labelsize": TEXT_SIZE,
        "axes.titlecolor": theme.ink,
        "axes.titlelocation": "left",
        "axes.titlesize": TITLE_SIZE,
        "axes.titleweight": "bold",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "grid.color": theme.grid,
        "grid.linewidth": 0.6,
        "text.color": theme.ink,
        # Titles of films and sums of money are full of dollar signs.
        "text.parse_math": False,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "xtick.labelcolor": theme.ink,
        "ytick.labelcolor": theme.ink,
        "xtick.labelsize": TEXT_SIZE,
        "ytick.labelsize": TEXT_SIZE,
        "lines.linewidth": 1.8,
        "patch.linewidth": 0,
        "legend.frameon": False,
        "legend.fontsize": TEXT_SIZE,
        "font.family": [FONT],
        "font.size": TEXT_SIZE,
        "svg.fonttype": "none",
    }

"""What every chart stands on: its size, its title and source, its axes, its letters."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from recommender import chart_style as style

#: How a figure is written.
Format = Callable[[float], str]

SIZE = style.enlarged(style.PAGE)
#: Before it is rendered a figure is measured at this resolution; more would only cost memory.
_POINTS = 72
_PAD = 0.06

#: Letters that fit.
_TITLE_WIDTH = 44
_LABEL_WIDTH = 30
_X_WIDTH = 48
_LEGEND_WIDTH = 42

_MISSING_GLYPH = "\N{REPLACEMENT CHARACTER}"

#: From this ratio of its ends on, a logarithmic axis says powers of 10 only.
_WIDE = 40


@dataclass(frozen=True, slots=True)
class Captions:
    """The words around a chart: what it shows, what its axes are, where the figures are from."""

    title: str
    x: str
    y: str
    source: str


#: Makes a chart with these words around it.
Draw = Callable[[Captions], Figure]


@cache
def font_path() -> str:
    """Where the one font of all charts lies."""
    return font_manager.findfont(style.FONT)


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(FT2Font(font_path()).get_charmap())


def drawable(text: object) -> str:
    """A text with what the font cannot draw replaced, so that a title in Tamil warns nobody."""
    glyphs = _glyphs()
    return "".join(
        letter if ord(letter) in glyphs else _MISSING_GLYPH for letter in str(text) if letter >= " "
    )


def shorten(text: object, width: int = _LABEL_WIDTH) -> str:
    """A label that fits beside its bar."""
    label = drawable(text)
    return label if len(label) <= width else label[: width - 1].rstrip() + "…"


def new_figure(captions: Captions, height: float) -> Figure:
    """An empty figure that says where its data are from."""
    layout = ConstrainedLayoutEngine(h_pad=_PAD, w_pad=_PAD)
    figure = Figure(figsize=(SIZE.width, height), dpi=_POINTS, layout=layout)
    figure.supxlabel(
        drawable(captions.source),
        x=0.988,
        ha="right",
        fontsize=style.SOURCE_SIZE,
        color=style.LIGHT.muted,
    )
    return figure


def canvas(captions: Captions, height: float = style.HEIGHT) -> tuple[Figure, Axes]:
    """A figure of a height in inches with one pair of axes, named; its head is still to come."""
    figure = new_figure(captions, height)
    axes = figure.subplots()
    name_axes(axes, captions, height)
    return figure, axes


def name_axes(axes: Axes, captions: Captions, height: float) -> None:
    """Say what the axes are, in as many lines as a figure of that height needs."""
    # To the right, because long names leave the axis less room than its label takes.
    axes.set_xlabel(textwrap.fill(drawable(captions.x), _X_WIDTH), loc="right")
    axes.set_ylabel(textwrap.fill(drawable(captions.y), max(12, round(9 * (height - 1.1)))))


def head(
    figure: Figure, captions: Captions, handles: Sequence[Any] = (), labels: Sequence[str] = ()
) -> None:
    """The title, and below it what the colours are."""
    title = textwrap.fill(drawable(captions.title), _TITLE_WIDTH)
    if not handles:
        figure.suptitle(title, x=0.012, ha="left", fontsize=style.TITLE_SIZE, fontweight="bold")
        return
    # Only a legend's own title is laid out above it.
    figure.legend(
        handles,
        [drawable(label) for label in labels],
        title=title,
        title_fontproperties={"size": style.TITLE_SIZE, "weight": "bold"},
        alignment="left",
        loc="outside upper left",
        ncols=2 if sum(map(len, labels)) > _LEGEND_WIDTH else len(labels),
        handlelength=1.2,
        columnspacing=1.2,
        borderpad=0.15,
    )


def ticks(axis: Any, formatted: Format, bins: int | None = None, *, whole: bool = False) -> None:
    """Say how an axis writes its figures, and at how many places at most; whole ones if so."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: formatted(value)))
    axis.set_minor_formatter(NullFormatter())
    if bins:
        axis.set_major_locator(MaxNLocator(bins, integer=whole))


def round_ticks(low: float, high: float) -> list[float]:
    """Round figures along a logarithmic axis: 1, 2, 5 of a narrow one, powers of 10 of a wide."""
    steps = (1.0, 2.0, 5.0) if high / low < _WIDE else (1.0,)
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    ticks = [step * 10.0**power for power in powers for step in steps]
    return [tick for tick in ticks if low <= tick <= high]

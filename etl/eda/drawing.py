"""The kinds of chart, drawn with matplotlib in the one style, and rendered as SVG and PNG.

A chart is drawn once. Its SVG speaks of the theme's colours by name (CSS variables ``--ink``,
``--muted``, ``--grid``, ``--paper``), so that the page alone decides whether it is light or dark.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO, StringIO
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter
from wordcloud import WordCloud

from recommender import chart_style as style

Format = Callable[[float], str]

#: A page on a phone has margins, so what it holds is drawn a little larger than a picture alone.
_ENLARGED = 1.125
_WIDTH = style.WIDTH / _ENLARGED
_DPI = style.DPI * _ENLARGED
#: Before it is rendered a figure is measured at this resolution; more would only cost memory.
_POINTS = 72

_TITLE_WIDTH = 44
_LABEL_WIDTH = 30
_ROW_HEIGHT = 0.245
#: Fewer bars would be so thick that they look like something else.
_LEAST_ROWS = 3
_MISSING_GLYPH = "\N{REPLACEMENT CHARACTER}"
_X_WIDTH = 48
_LEGEND_WIDTH = 42
_PAD = 0.06
#: Inches that a letter takes on average, and how narrow an axis has few figures.
_LETTER = 0.073
_NARROW = 2.6
#: From this ratio of its ends on, a logarithmic axis says powers of 10 only.
_WIDE = 40

#: What the page overrides, by the name of its CSS variable.
_VARIABLES = {
    getattr(style.LIGHT, name): f"var(--{name})" for name in ("paper", "ink", "muted", "grid")
}


@dataclass(frozen=True, slots=True)
class Captions:
    """The words around a chart: what it shows, what its axes are, where the figures are from."""

    title: str
    x: str
    y: str
    source: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: an ``<svg>`` element for the page, and a PNG where one is wanted."""

    svg: str
    png: bytes | None


Draw = Callable[[Captions], Figure]


@cache
def _font_path() -> str:
    return font_manager.findfont(style.FONT)


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(FT2Font(_font_path()).get_charmap())


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


def _figure(captions: Captions, height: float) -> Figure:
    """An empty figure that says where its data are from."""
    layout = ConstrainedLayoutEngine(h_pad=_PAD, w_pad=_PAD)
    figure = Figure(figsize=(_WIDTH, height), dpi=_POINTS, layout=layout)
    figure.supxlabel(
        drawable(captions.source),
        x=0.988,
        ha="right",
        fontsize=style.SOURCE_SIZE,
        color=style.LIGHT.muted,
    )
    return figure


def _canvas(captions: Captions, height: float = style.HEIGHT) -> tuple[Figure, Axes]:
    figure = _figure(captions, height)
    axes = figure.subplots()
    _name_axes(axes, captions, height)
    return figure, axes


def _name_axes(axes: Axes, captions: Captions, height: float) -> None:
    # To the right, because long names leave the axis less room than its label takes.
    axes.set_xlabel(textwrap.fill(drawable(captions.x), _X_WIDTH), loc="right")
    axes.set_ylabel(textwrap.fill(drawable(captions.y), max(12, round(9 * (height - 1.1)))))


def _head(
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


def _ticks(axis: Any, formatted: Format, bins: int | None = None, *, whole: bool = False) -> None:
    axis.set_major_formatter(FuncFormatter(lambda value, _: formatted(value)))
    axis.set_minor_formatter(NullFormatter())
    if bins:
        axis.set_major_locator(MaxNLocator(bins, integer=whole))


def _rows_height(rows: int) -> float:
    return max(2.2, 1.25 + _ROW_HEIGHT * rows)


def bars(
    captions: Captions,
    labels: Sequence[object],
    values: Sequence[float],
    formatted: Format,
    *,
    logarithmic: bool = False,
    tick: Format | None = None,
    groups: Sequence[int] | None = None,
    legend: Sequence[str] = (),
) -> Figure:
    """Horizontal bars, the first on top, each with its figure.

    Args:
        captions: the words around it.
        labels: one a bar.
        values: one a bar; all above 0 where ``logarithmic``.
        formatted: how a value is written.
        logarithmic: whether the values' axis is.
        tick: how a value is written along the axis, where shorter than ``formatted``.
        groups: for each bar the place of its colour in the series; all alike where absent.
        legend: what each group is.
    """
    figure, axes = _canvas(captions, _rows_height(len(labels) + bool(legend)))
    names = [shorten(label) for label in labels]
    colours = [style.SERIES[group] for group in groups] if groups else style.MAIN
    drawn = axes.barh(range(len(names)), values, color=colours, height=0.74)
    if logarithmic:
        axes.set_xscale("log")
        axes.set_xlim(left=min(values) / 2)
    _finish_rows(axes, names, drawn, formatted, tick or formatted)
    handles = [Patch(color=style.SERIES[group]) for group in range(len(legend))]
    _head(figure, captions, handles, legend)
    return figure


def _finish_rows(
    axes: Axes, names: Sequence[str], drawn: Any, formatted: Format, tick: Format
) -> None:
    """Name horizontal bars, write their figures behind them, and make room for these."""
    figures = [formatted(float(value)) for value in drawn.datavalues]
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(_LEAST_ROWS, len(names)) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.bar_label(drawn, figures, padding=3, fontsize=style.TEXT_SIZE - 0.5)
    width = max(1.2, _WIDTH - 0.6 - _LETTER * max(map(len, names)))
    taken = min(0.6, (_LETTER * max(map(len, figures)) + 0.1) / width)
    low, high = 0.0, max(max(map(float, drawn.datavalues)), 0.0) or 1.0
    if axes.get_xscale() == "log":
        low = axes.get_xlim()[0]
        high = low * (high / low) ** (1 / (1 - taken))
        axes.set_xlim(low, high)
        axes.set_xticks([at for at in _round_ticks(low, high) if tick(at) != tick(0)])
        _ticks(axes.xaxis, tick)
    else:
        axes.set_xlim(low, high / (1 - taken))
        whole = all(float(value).is_integer() for value in drawn.datavalues)
        _ticks(axes.xaxis, tick, 3 if width < _NARROW else 5, whole=whole)


def columns(
    captions: Captions, labels: Sequence[str], values: Sequence[float], formatted: Format
) -> Figure:
    """Upright bars, each with its figure above it; the highest stands out."""
    figure, axes = _canvas(captions)
    top = max(values, default=0)
    colours = [style.ACCENT if value == top else style.MAIN for value in values]
    drawn = axes.bar(range(len(labels)), values, color=colours, width=0.78)
    axes.set_xticks(range(len(labels)), [drawable(label) for label in labels])
    axes.bar_label(
        drawn, [formatted(value) for value in values], padding=2, fontsize=style.TEXT_SIZE - 1.5
    )
    axes.grid(visible=False, axis="x")
    axes.margins(y=0.1)
    _ticks(axes.yaxis, formatted, 5, whole=True)
    _head(figure, captions)
    return figure


def years(captions: Captions, counts: pd.Series, formatted: Format) -> Figure:
    """One column a year, close together; the highest stands out."""
    figure, axes = _canvas(captions)
    at = counts.index.to_numpy()
    values = counts.to_numpy()
    axes.bar(at, values, color=style.MAIN, width=1.0)
    peak = int(values.argmax())
    axes.bar(at[peak], values[peak], color=style.ACCENT, width=1.0)
    axes.annotate(
        f"{at[peak]}: {formatted(values[peak])}",
        (at[peak], values[peak]),
        xytext=(-4, 2),
        textcoords="offset points",
        ha="right" if peak > len(at) / 2 else "left",
        color=style.ACCENT,
        fontweight="bold",
    )
    axes.set_xlim(at[0] - 2, at[-1] + 2)
    axes.margins(y=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    _ticks(axes.yaxis, formatted, 5, whole=True)
    _head(figure, captions)
    return figure


_MARKS = ("o", "s", "^", "D")


def lines(
    captions: Captions, series: Mapping[str, pd.Series], x_format: Format, y_format: Format
) -> Figure:
    """One line a series over a common axis, told apart by colour and by mark."""
    figure, axes = _canvas(captions, style.HEIGHT + 0.25)
    handles = []
    for number, values in enumerate(series.values()):
        handles += axes.plot(
            values.index.to_numpy(),
            values.to_numpy(),
            color=style.SERIES[number],
            marker=_MARKS[number],
            markersize=4.5,
        )
    _ticks(axes.xaxis, x_format)
    ends = [at for values in series.values() for at in (values.index.min(), values.index.max())]
    axes.set_xlim(min(ends) - 3, max(ends) + 3)
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    axes.set_ylim(bottom=0)
    _ticks(axes.yaxis, y_format, 5)
    _head(figure, captions, handles, list(series))
    return figure


def band(
    captions: Captions, quartiles: pd.DataFrame, legend: tuple[str, str], formatted: Format
) -> Figure:
    """A line of medians within a band from the lower to the upper quartile.

    Args:
        captions: the words around it.
        quartiles: columns low, middle and high over a numeric index.
        legend: what the line is, and what the band.
        formatted: how a value is written.
    """
    figure, axes = _canvas(captions, style.HEIGHT + 0.25)
    at = quartiles.index.to_numpy()
    area = axes.fill_between(at, quartiles["low"], quartiles["high"], color=style.MAIN, alpha=0.25)
    (line,) = axes.plot(at, quartiles["middle"].to_numpy(), color=style.MAIN, marker="o")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_ylim(bottom=0)
    _ticks(axes.yaxis, formatted, 6)
    _head(figure, captions, [line, area], legend)
    return figure


def histogram(
    captions: Captions,
    samples: Mapping[str, pd.Series],
    edges: Sequence[float],
    formats: tuple[Format, Format],
    *,
    logarithmic: bool = False,
    marks: Mapping[str, float] | None = None,
) -> Figure:
    """How values are spread, for one sample or two over each other.

    Args:
        captions: the words around it.
        samples: by name.
        edges: of the bins.
        formats: how a value and a count are written.
        logarithmic: whether the values' axis is.
        marks: upright lines at values worth knowing, by name.
    """
    figure, axes = _canvas(captions, style.HEIGHT + 0.25)
    handles: list[Any] = []
    names = []
    for number, (name, values) in enumerate(samples.items()):
        sns.histplot(
            x=values.clip(edges[0], edges[-1]).to_numpy(),
            bins=list(edges),
            ax=axes,
            color=style.SERIES[number],
            alpha=0.85 if len(samples) == 1 else 0.5,
            element="bars" if len(samples) == 1 else "step",
            linewidth=0 if len(samples) == 1 else 1.4,
        )
        handles.append(Patch(color=style.SERIES[number], alpha=0.6))
        names.append(name)
    _name_axes(axes, captions, style.HEIGHT)
    if len(samples) == 1:
        handles, names = [], []
    for number, (name, value) in enumerate((marks or {}).items()):
        handles.append(
            axes.axvline(
                value, color=style.LIGHT.ink, linewidth=1.4, linestyle=("--", ":", "-.")[number % 3]
            )
        )
        names.append(name)
    if logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(numticks=6))
    axes.set_xlim(edges[0], edges[-1])
    _ticks(axes.xaxis, formats[0])
    _ticks(axes.yaxis, formats[1], 5, whole=True)
    _head(figure, captions, handles, names)
    return figure


def heatmap(
    captions: Captions,
    cells: pd.DataFrame,
    formatted: Format,
    *,
    legend: str,
    diverging: bool = False,
    annotated: bool = False,
) -> Figure:
    """A table as colours, with a bar that says what the colours mean.

    Args:
        captions: the words around it.
        cells: rows and columns as they are labelled; NaN is left blank.
        formatted: how a value is written.
        legend: what the colours measure, with its unit.
        diverging: whether 0 is a middle that values lie above or below.
        annotated: whether each cell says its value too.
    """
    height = max(style.HEIGHT, 1.9 + 0.235 * len(cells))
    figure, axes = _canvas(captions, height)
    reach = float(np.nanmax(np.abs(cells.to_numpy(float)), initial=0)) or 1.0
    sns.heatmap(
        cells,
        ax=axes,
        cmap=style.DIVERGING if diverging else style.SEQUENTIAL,
        vmin=-reach if diverging else 0,
        vmax=reach if diverging else 1,
        annot=cells.map(formatted) if annotated else False,
        fmt="",
        annot_kws={"fontsize": style.TEXT_SIZE - 3},
        linewidths=0.5,
        linecolor=style.LIGHT.paper,
        cbar_kws={
            "orientation": "horizontal",
            "location": "top",
            "label": drawable(legend),
            "format": FuncFormatter(lambda value, _: formatted(value)),
            "shrink": 0.7,
            "aspect": 34,
            "pad": 0.02,
        },
        xticklabels=[shorten(label, 18) for label in cells.columns],
        yticklabels=[shorten(label, 24) for label in cells.index],
    )
    _name_axes(axes, captions, height)
    axes.tick_params(axis="x", rotation=90)
    axes.tick_params(axis="y", rotation=0)
    axes.grid(visible=False)
    _head(figure, captions)
    return figure


def intervals(
    captions: Captions,
    labels: Sequence[object],
    estimates: pd.DataFrame,
    formatted: Format,
    *,
    logarithmic: bool = False,
    reference: float | None = None,
    groups: Sequence[int] | None = None,
    legend: Sequence[str] = (),
) -> Figure:
    """Estimates as dots on the lines of their intervals, the first on top.

    Args:
        captions: the words around it.
        labels: one a row.
        estimates: columns middle, low and high.
        formatted: how a value is written.
        logarithmic: whether the values' axis is.
        reference: where an upright line stands, such as the return of 1 that gets money back.
        groups: for each row the place of its colour and mark; all alike where absent.
        legend: what each group is.
    """
    figure, axes = _canvas(captions, _rows_height(len(labels) + bool(legend)))
    places = np.arange(len(labels))
    middle = estimates["middle"].to_numpy(float)
    low = np.where(np.isnan(estimates["low"]), middle, estimates["low"])
    high = np.where(np.isnan(estimates["high"]), middle, estimates["high"])
    handles = []
    for group in sorted(set(groups or [0])):
        rows = np.flatnonzero(np.asarray(groups or np.zeros(len(labels))) == group)
        handles.append(
            axes.errorbar(
                middle[rows],
                places[rows],
                xerr=[(middle - low)[rows], (high - middle)[rows]],
                fmt=_MARKS[group],
                color=style.SERIES[group],
                markersize=5.5,
                elinewidth=2,
                capsize=3,
            )
        )
    if reference is not None:
        axes.axvline(reference, color=style.LIGHT.ink, linewidth=1.2, linestyle="--")
    axes.set_yticks(places, [shorten(label) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    if logarithmic:
        axes.set_xscale("log")
        ends = min(low.min(), reference or np.inf) / 1.15, max(high.max(), reference or 0) * 1.15
        axes.set_xlim(ends)
        axes.set_xticks(_round_ticks(*ends))
    _ticks(axes.xaxis, formatted, None if logarithmic else 5)
    _head(figure, captions, handles if legend else (), legend)
    return figure


def _round_ticks(low: float, high: float) -> list[float]:
    """Round figures along a logarithmic axis: 1, 2, 5 of a narrow one, powers of 10 of a wide."""
    steps = (1.0, 2.0, 5.0) if high / low < _WIDE else (1.0,)
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    ticks = [step * 10.0**power for power in powers for step in steps]
    return [tick for tick in ticks if low <= tick <= high]


def density(
    captions: Captions,
    x: pd.Series,
    y: pd.Series,
    formats: tuple[Format, Format],
    *,
    legend: str,
    logarithmic: bool = False,
    diagonals: Mapping[str, float] | None = None,
) -> Figure:
    """Where many points lie, as hexagons whose colour counts them.

    Args:
        captions: the words around it.
        x: one value a point.
        y: likewise.
        formats: how a value of each axis is written.
        legend: what the colours count.
        logarithmic: whether both axes are.
        diagonals: lines ``y = factor * x``, by name.
    """
    figure, axes = _canvas(captions, style.HEIGHT + 1.1)
    scale: Any = "log" if logarithmic else "linear"
    across, up = _reach(x, logarithmic), _reach(y, logarithmic)
    extent = (*across, *up)
    drawn = axes.hexbin(
        x.to_numpy(),
        y.to_numpy(),
        gridsize=36,
        mincnt=1,
        bins="log" if len(x) > 1 else None,
        xscale=scale,
        yscale=scale,
        extent=np.log10(extent) if logarithmic else extent,  # type: ignore[arg-type]
        cmap=style.SEQUENTIAL,
        linewidths=0.2,
    )
    if len(x) > 1:
        drawn.set_clim(1, max(2.0, float(drawn.get_array().max())))  # type: ignore[union-attr]
    for number, (name, factor) in enumerate((diagonals or {}).items()):
        axes.plot(
            across,
            [factor * end for end in across],
            color=style.ACCENT,
            linestyle=("-", "--", ":")[number % 3],
            label=drawable(name),
        )
    if diagonals:
        axes.legend(loc="lower right", fontsize=style.TEXT_SIZE)
    axes.set_xlim(across)
    axes.set_ylim(up)
    bar = figure.colorbar(
        drawn, ax=axes, orientation="horizontal", location="top", shrink=0.7, aspect=34, pad=0.02
    )
    bar.set_label(drawable(legend))
    _ticks(bar.ax.xaxis, formats_of_count)
    _ticks(axes.xaxis, formats[0])
    _ticks(axes.yaxis, formats[1])
    _head(figure, captions)
    return figure


def _reach(values: pd.Series, logarithmic: bool) -> tuple[float, float]:
    """From where to where an axis goes that shows these values with some room around them."""
    low, high = float(values.min()), float(values.max())
    if logarithmic:
        room = 2 if high > 100 * low else 10
        return low / room, high * room
    return low - 0.5, high + 0.5


def formats_of_count(value: float) -> str:
    """A count in a colour bar; only whole ones are written."""
    return f"{value:.0f}" if float(value).is_integer() else ""


def boxes(
    captions: Captions,
    samples: Mapping[str, pd.Series],
    extremes: Mapping[str, pd.Series],
    limits: tuple[float, float],
    formatted: Format,
) -> Figure:
    """Distributions side by side as letter-value boxes, with single far values as dots.

    Args:
        captions: the words around it.
        samples: by name.
        extremes: by the same names, the values drawn as dots.
        limits: where upright lines separate what lies out.
        formatted: how a value is written.
    """
    height = _rows_height(round(1.8 * len(samples)))
    figure, axes = _canvas(captions, height)
    long = pd.concat(
        [pd.DataFrame({"name": name, "value": values}) for name, values in samples.items()]
    )
    sns.boxenplot(
        data=long,
        x="value",
        y="name",
        order=list(samples),
        color=style.MAIN,
        showfliers=False,
        ax=axes,
        linewidth=0.4,
        line_kws={"color": style.LIGHT.paper, "linewidth": 1.6},
    )
    for place, name in enumerate(samples):
        far = extremes[name].to_numpy()
        axes.plot(far, np.full(len(far), place), "D", color=style.ACCENT, markersize=4)
    for limit in limits:
        axes.axvline(limit, color=style.LIGHT.ink, linewidth=1.2, linestyle="--")
    axes.set_yticks(range(len(samples)), [shorten(name) for name in samples])
    _name_axes(axes, captions, height)
    axes.grid(visible=True, axis="x")
    axes.set_xscale("symlog", linthresh=10)
    axes.set_xticks([-100, -10, -3.5, 0, 3.5, 10, 100])
    low, high = axes.get_xlim()
    axes.set_xlim(max(low, -1000), min(high, 1000))
    _ticks(axes.xaxis, formatted)
    _head(figure, captions)
    return figure


def cloud(captions: Captions, counts: pd.Series, formatted: Format, bars_: int = 12) -> Figure:
    """A word cloud, and below it the commonest words as bars, which can be read off.

    Args:
        captions: the words around it; the axes are the bars'.
        counts: films by term, the commonest first.
        formatted: how a count is written.
        bars_: how many terms have a bar.
    """
    top = counts[:bars_]
    height = 0.35 + _ROW_HEIGHT * len(top)
    figure = _figure(captions, 2.95 + height)
    upper, axes = figure.subplots(2, 1, height_ratios=[2.2, height])
    _draw_cloud(upper, counts, 1080, 460, 70)
    drawn = axes.barh(range(len(top)), top.to_numpy(), color=style.MAIN, height=0.74)
    _finish_rows(axes, [shorten(term) for term in top.index], drawn, formatted, formatted)
    _name_axes(axes, captions, height + 1)
    _head(figure, captions)
    return figure


def clouds(captions: Captions, weights: Mapping[str, pd.Series]) -> Figure:
    """Small word clouds side by side, two a row."""
    rows = -(-len(weights) // 2)
    figure = _figure(captions, 1.0 + 1.75 * rows)
    _head(figure, captions)
    grid = figure.subplots(rows, 2, squeeze=False)
    for axes, (name, terms) in zip(grid.flat, weights.items(), strict=False):
        _draw_cloud(axes, terms, 540, 300, 24)
        axes.set_title(drawable(name), fontsize=style.TEXT_SIZE + 1)
    for axes in list(grid.flat)[len(weights) :]:
        axes.set_axis_off()
    figure.supylabel(drawable(captions.y), fontsize=style.TEXT_SIZE, color=style.LIGHT.muted)
    return figure


def _draw_cloud(axes: Axes, weights: pd.Series, width: int, height: int, most: int) -> None:
    words = {drawable(term): float(weight) for term, weight in weights[:most].items()}
    numbers = {word: number for number, word in enumerate(words)}

    def colour(word: str, **_: Any) -> str:
        return style.SERIES[numbers[word] % 3]

    made = WordCloud(
        width=width,
        height=height,
        mode="RGBA",
        background_color=None,
        font_path=_font_path(),
        color_func=colour,
        max_font_size=height // 4,
        min_font_size=15,
        prefer_horizontal=1.0,
        relative_scaling=0.4,
        margin=6,
        random_state=1,
    ).generate_from_frequencies(words)
    axes.imshow(made.to_array(), interpolation="none")
    axes.set_axis_off()


def grouped(
    captions: Captions,
    groups: Sequence[tuple[str, Sequence[tuple[str, float]]]],
    formatted: Format,
) -> Figure:
    """Bars under headings: for each group its name, and below it its bars.

    Args:
        captions: the words around it.
        groups: each with its name, and its bars as label and value.
        formatted: how a value is written.
    """
    names: list[str] = []
    values: list[float] = []
    headings = []
    for name, bars_ in groups:
        headings.append(len(names))
        names += [shorten(name, 32), *(shorten(label, 32) for label, _ in bars_)]
        values += [0.0, *(value for _, value in bars_)]
    figure, axes = _canvas(captions, _rows_height(len(names)))
    drawn = axes.barh(range(len(names)), values, color=style.MAIN, height=0.74)
    _finish_rows(axes, names, drawn, lambda value: formatted(value) if value else "", formatted)
    for row in headings:
        axes.get_yticklabels()[row].set_fontweight("bold")
    _head(figure, captions)
    return figure


def render(draw: Draw, captions: Captions, key: str, *, png: bool) -> Picture:
    """Draw a chart in the style.

    Args:
        draw: makes the figure.
        captions: the words around it.
        key: sets the ids inside this SVG apart from those of any other on the page.
        png: whether it is wanted as a PNG too.
    """
    settings: dict[Any, Any] = {**style.settings(), "svg.hashsalt": key}
    with mpl.rc_context(settings):
        figure = draw(captions)
        svg, raster = StringIO(), BytesIO()
        figure.savefig(svg, format="svg", transparent=True, metadata={"Date": None})
        if png:
            # Laid out once, it need not be again.
            figure.set_layout_engine("none")
            figure.savefig(raster, format="png", dpi=_DPI, metadata={"Software": None})
    return Picture(_for_page(svg.getvalue(), key), raster.getvalue() or None)


_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_REFERENCE = re.compile(r'(href="#|url\(#)([^")]*)')
_COLOUR = re.compile("|".join(map(re.escape, _VARIABLES)))


def _for_page(svg: str, key: str) -> str:
    """An SVG document as an element of a page: no prologue, no clashing ids, named colours."""
    svg = svg[svg.index("<svg") :]
    svg = _COMMENT.sub("", _METADATA.sub("", svg))
    svg = svg.replace("xlink:href", "href")
    view = re.search(r'viewBox="[^"]*"', svg)
    body = svg[svg.index(">") + 1 :]
    used = {match[2] for match in _REFERENCE.finditer(body)}
    body = _ID.sub(lambda match: f' id="{key}-{match[1]}"' if match[1] in used else "", body)
    body = _REFERENCE.sub(lambda match: f"{match[1]}{key}-{match[2]}", body)
    body = _COLOUR.sub(lambda match: _VARIABLES[match[0]], body)
    return f'<svg {view[0] if view else ""} aria-hidden="true">{body}'.strip()

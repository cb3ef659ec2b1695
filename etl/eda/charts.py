"""The kinds of chart, drawn with matplotlib and seaborn in the one style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator

from etl.eda.canvas import (
    SIZE,
    Captions,
    Format,
    canvas,
    drawable,
    head,
    name_axes,
    round_ticks,
    shorten,
    ticks,
)
from recommender import chart_style as style

#: Inches.
ROW_HEIGHT = 0.245
#: Fewer bars would be so thick that they look like something else.
_LEAST_ROWS = 3
#: Inches that a letter takes on average, and how narrow an axis has few figures.
_LETTER = 0.073
_NARROW = 2.6

#: What tells lines and dots apart besides their colour.
_MARKS = ("o", "s", "^", "D")


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
    figure, axes = canvas(captions, _rows_height(len(labels) + bool(legend)))
    names = [shorten(label) for label in labels]
    colours = [style.SERIES[group] for group in groups] if groups else style.MAIN
    drawn = axes.barh(range(len(names)), values, color=colours, height=0.74)
    if logarithmic:
        axes.set_xscale("log")
        axes.set_xlim(left=min(values) / 2)
    finish_rows(axes, names, drawn, formatted, tick or formatted)
    handles = [Patch(color=style.SERIES[group]) for group in range(len(legend))]
    head(figure, captions, handles, legend)
    return figure


def finish_rows(
    axes: Axes, names: Sequence[str], drawn: Any, formatted: Format, tick: Format
) -> None:
    """Name horizontal bars, write their figures behind them, and make room for these."""
    figures = [formatted(float(value)) for value in drawn.datavalues]
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(_LEAST_ROWS, len(names)) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.bar_label(drawn, figures, padding=3, fontsize=style.TEXT_SIZE - 0.5)
    width = max(1.2, SIZE.width - 0.6 - _LETTER * max(map(len, names)))
    taken = min(0.6, (_LETTER * max(map(len, figures)) + 0.1) / width)
    low, high = 0.0, max(max(map(float, drawn.datavalues)), 0.0) or 1.0
    if axes.get_xscale() == "log":
        low = axes.get_xlim()[0]
        high = low * (high / low) ** (1 / (1 - taken))
        axes.set_xlim(low, high)
        axes.set_xticks([at for at in round_ticks(low, high) if tick(at) != tick(0)])
        ticks(axes.xaxis, tick)
    else:
        axes.set_xlim(low, high / (1 - taken))
        whole = all(float(value).is_integer() for value in drawn.datavalues)
        ticks(axes.xaxis, tick, 3 if width < _NARROW else 5, whole=whole)


def _rows_height(rows: int) -> float:
    return max(2.2, 1.25 + ROW_HEIGHT * rows)


def columns(
    captions: Captions, labels: Sequence[str], values: Sequence[float], formatted: Format
) -> Figure:
    """Upright bars, each with its figure above it; the highest stands out."""
    figure, axes = canvas(captions)
    top = max(values, default=0)
    colours = [style.ACCENT if value == top else style.MAIN for value in values]
    drawn = axes.bar(range(len(labels)), values, color=colours, width=0.78)
    axes.set_xticks(range(len(labels)), [drawable(label) for label in labels])
    axes.bar_label(
        drawn, [formatted(value) for value in values], padding=2, fontsize=style.TEXT_SIZE - 1.5
    )
    axes.grid(visible=False, axis="x")
    axes.margins(y=0.1)
    ticks(axes.yaxis, formatted, 5, whole=True)
    head(figure, captions)
    return figure


def years(captions: Captions, counts: pd.Series, formatted: Format) -> Figure:
    """One column a year, close together; the highest stands out."""
    figure, axes = canvas(captions)
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
    ticks(axes.yaxis, formatted, 5, whole=True)
    head(figure, captions)
    return figure


def lines(
    captions: Captions, series: Mapping[str, pd.Series], x_format: Format, y_format: Format
) -> Figure:
    """One line a series over a common axis, told apart by colour and by mark."""
    figure, axes = canvas(captions, style.HEIGHT + 0.25)
    handles = []
    for number, values in enumerate(series.values()):
        handles += axes.plot(
            values.index.to_numpy(),
            values.to_numpy(),
            color=style.SERIES[number],
            marker=_MARKS[number],
            markersize=4.5,
        )
    ticks(axes.xaxis, x_format)
    ends = [at for values in series.values() for at in (values.index.min(), values.index.max())]
    axes.set_xlim(min(ends) - 3, max(ends) + 3)
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    axes.set_ylim(bottom=0)
    ticks(axes.yaxis, y_format, 5)
    head(figure, captions, handles, list(series))
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
    figure, axes = canvas(captions, style.HEIGHT + 0.25)
    at = quartiles.index.to_numpy()
    area = axes.fill_between(at, quartiles["low"], quartiles["high"], color=style.MAIN, alpha=0.25)
    (line,) = axes.plot(at, quartiles["middle"].to_numpy(), color=style.MAIN, marker="o")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_ylim(bottom=0)
    ticks(axes.yaxis, formatted, 6)
    head(figure, captions, [line, area], legend)
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
    figure, axes = canvas(captions, style.HEIGHT + 0.25)
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
    name_axes(axes, captions, style.HEIGHT)
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
    ticks(axes.xaxis, formats[0])
    ticks(axes.yaxis, formats[1], 5, whole=True)
    head(figure, captions, handles, names)
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
    figure, axes = canvas(captions, height)
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
    name_axes(axes, captions, height)
    axes.tick_params(axis="x", rotation=90)
    axes.tick_params(axis="y", rotation=0)
    axes.grid(visible=False)
    head(figure, captions)
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
    figure, axes = canvas(captions, _rows_height(len(labels) + bool(legend)))
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
        axes.set_xticks(round_ticks(*ends))
    ticks(axes.xaxis, formatted, None if logarithmic else 5)
    head(figure, captions, handles if legend else (), legend)
    return figure


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
    figure, axes = canvas(captions, style.HEIGHT + 1.1)
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
    ticks(bar.ax.xaxis, _whole)
    ticks(axes.xaxis, formats[0])
    ticks(axes.yaxis, formats[1])
    head(figure, captions)
    return figure


def _reach(values: pd.Series, logarithmic: bool) -> tuple[float, float]:
    """From where to where an axis goes that shows these values with some room around them."""
    low, high = float(values.min()), float(values.max())
    if logarithmic:
        room = 2 if high > 100 * low else 10
        return low / room, high * room
    return low - 0.5, high + 0.5


def _whole(value: float) -> str:
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
    figure, axes = canvas(captions, height)
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
    name_axes(axes, captions, height)
    axes.grid(visible=True, axis="x")
    axes.set_xscale("symlog", linthresh=10)
    axes.set_xticks([-100, -10, -3.5, 0, 3.5, 10, 100])
    low, high = axes.get_xlim()
    axes.set_xlim(max(low, -1000), min(high, 1000))
    ticks(axes.xaxis, formatted)
    head(figure, captions)
    return figure


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
    figure, axes = canvas(captions, _rows_height(len(names)))
    drawn = axes.barh(range(len(names)), values, color=style.MAIN, height=0.74)
    finish_rows(axes, names, drawn, lambda value: formatted(value) if value else "", formatted)
    for row in headings:
        axes.get_yticklabels()[row].set_fontweight("bold")
    head(figure, captions)
    return figure

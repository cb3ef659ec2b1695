"""Draws one chart as a PNG. Loads matplotlib, so it is run in a process of its own.

``python -m bot.drawing`` reads charts from its standard input and writes pictures to its standard
output until the input ends; `bot.charts` talks to it. Nothing else of the bot is imported here:
whatever is drawn, its words, its figures and its look, comes with the request.

Frames in both directions are a length of four bytes (big-endian) and that many bytes. A request is
a pickled ``(kind, data, look)``; a reply begins with ``+`` before a PNG, or ``-`` before what went
wrong.
"""

from __future__ import annotations

import gc
import io
import pickle
import struct
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from matplotlib.transforms import Bbox

DRAWN, FAILED = b"+", b"-"
_LENGTH = struct.Struct(">I")

_ROW, _AROUND_ROWS = 0.27, 1.05
_LABEL, _TITLE = 27, 46
_NAMED_FILMS = 6
_DOTS = (14, 260)
#: A tenth larger than at zlib's usual level 6, and in half the time.
_COMPRESSION = 3


class Canvas:
    """A picture that is being drawn: its figure, its words and its look."""

    def __init__(self, data: Mapping[str, Any], look: Mapping[str, Any], rows: int = 0) -> None:
        self.data, self.look = data, look
        height = rows * _ROW + _AROUND_ROWS if rows else look["height"]
        layout = ConstrainedLayoutEngine(h_pad=0.06, w_pad=0.06)
        self.figure = Figure((look["width"], height), look["dpi"], layout=layout)
        FigureCanvasAgg(self.figure)
        self.figure.suptitle(
            shown(data["title"], _TITLE),
            x=0.02,
            ha="left",
            fontsize=look["title_size"],
            fontweight="bold",
        )
        self.figure.supxlabel(
            shown(data["source"], 80),
            x=0.02,
            ha="left",
            fontsize=look["source_size"],
            color=look["muted"],
        )

    def axes(self, rows: int = 1) -> Any:
        """One plot, or several on top of each other with one time axis."""
        return self.figure.subplots(rows, 1, sharex=True)


def shown(text: str, most: int) -> str:
    """A text as the font can show it, cut to ``most`` letters."""
    charmap = get_font(findfont(FontProperties(family=mpl.rcParams["font.family"]))).get_charmap()
    text = "".join(letter if ord(letter) in charmap else "□" for letter in text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _bars(data: Mapping[str, Any], look: Mapping[str, Any]) -> Figure:
    """Rows of bars, the first on top: ``labels``, ``values`` (None is unknown), ``shown``."""
    canvas = Canvas(data, look, len(data["labels"]))
    axes: Axes = canvas.axes()
    places = range(len(data["labels"]))
    values = [value or 0 for value in data["values"]]
    bars = axes.barh(places, values, color=_colours(data, look, len(values)), height=0.68)
    axes.bar_label(bars, data["shown"], padding=3, color=look["ink"])
    axes.set_yticks(places, [shown(label, _LABEL) for label in data["labels"]])
    axes.set_ylim(len(values) - 0.5, -0.5)
    # Room for what is written at the end of the longest bar.
    room = 1.08 + 0.035 * max(map(len, data["shown"]), default=0)
    axes.set_xlim(0, room * max(values, default=0) or 1)
    axes.set_xlabel(data["axis"])
    axes.xaxis.set_major_locator(NullLocator())
    axes.grid(visible=False)
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.tick_params(length=0)
    return canvas.figure


def _columns(data: Mapping[str, Any], look: Mapping[str, Any]) -> Figure:
    """A histogram: ``labels`` between the columns, one more than ``values``."""
    canvas = Canvas(data, look)
    axes: Axes = canvas.axes()
    values = data["values"]
    places = [place + 0.5 for place in range(len(values))]
    axes.bar(places, values, color=_colours(data, look, len(values)), width=0.92)
    axes.set_xticks(range(len(data["edges"])), data["edges"])
    axes.set_xlabel(data["axis"])
    axes.set_ylabel(data["count"])
    _plain_numbers(axes, data)
    axes.grid(visible=False, axis="x")
    _say_mark(axes, data, look)
    return canvas.figure


def _years(data: Mapping[str, Any], look: Mapping[str, Any]) -> Figure:
    """Films and, under them, revenue by year: ``years``, ``films``, ``revenue`` (None unknown)."""
    canvas = Canvas(data, look)
    films, revenue = canvas.axes(2)
    years = data["years"]
    films.fill_between(years, data["films"], color=look["main"], alpha=0.15, linewidth=0)
    films.plot(years, data["films"], color=look["main"], marker="o", markersize=_dot_size(years))
    films.set_ylabel(data["films_axis"])
    earned = [float("nan") if value is None else value for value in data["revenue"]]
    revenue.plot(years, earned, color=look["second"], marker="o", markersize=_dot_size(years))
    revenue.set_ylabel(data["revenue_axis"])
    for axes, ticks in ((films, None), (revenue, data["revenue_ticks"])):
        axes.set_ylim(bottom=0)
        _plain_numbers(axes, data)
        if ticks:
            axes.set_yticks([tick for tick, _ in ticks], [label for _, label in ticks])
        if data["marked"] is not None:
            axes.axvline(data["marked"], color=look["accent"], linewidth=1.4, zorder=0.5)
    revenue.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    revenue.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    _say_mark(films, data, look)
    return canvas.figure


def _dot_size(years: Sequence[int]) -> float:
    """A year between two without figures makes no line, so it needs its dot."""
    return 4.0 if len(years) < 20 else 1.6


def _scatter(data: Mapping[str, Any], look: Mapping[str, Any]) -> Figure:
    """``budgets`` against ``revenues``, both logarithmic, with one film marked."""
    canvas = Canvas(data, look, 12)
    axes: Axes = canvas.axes()
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.scatter(
        data["budgets"], data["revenues"], s=4, color=look["main"], alpha=0.28, linewidth=0
    )
    ticks = data["ticks"]
    lowest, highest = ticks[0][0], ticks[-1][0]
    axes.plot((lowest, highest), (lowest, highest), color=look["muted"], linewidth=1, ls="--")
    axes.annotate(
        data["even"],
        (lowest * 3, lowest * 3),
        (10, -4),
        textcoords="offset points",
        va="top",
        color=look["muted"],
        fontsize=look["source_size"],
    )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator([tick for tick, _ in ticks]))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: dict(ticks).get(round(value), "")))
    axes.set_xlabel(data["axis"])
    axes.set_ylabel(data["count"])
    x, y = data["marked"]
    axes.scatter([x], [y], s=90, color=look["accent"], edgecolor=look["paper"], zorder=3)
    axes.set_xlim(min(lowest, x / 2), max(highest, x, *data["budgets"]) * 1.6)
    axes.set_ylim(min(lowest, y / 2), max(highest, y, *data["revenues"]) * 1.6)
    _say_mark(axes, data, look)
    return canvas.figure


def _career(data: Mapping[str, Any], look: Mapping[str, Any]) -> Figure:
    """A dot for each film by ``years`` and ``scores``, as large as its ``votes``; some named."""
    canvas = Canvas(data, look, 12)
    axes: Axes = canvas.axes()
    years, scores, votes = data["years"], data["scores"], data["votes"]
    most = max([*votes, 1])
    least, largest = _DOTS
    sizes = [least + (largest - least) * count / most for count in votes]
    axes.scatter(
        years, scores, s=sizes, color=look["main"], alpha=0.7, edgecolor=look["paper"], lw=0.8
    )
    first, last = min(years), max(years)
    margin = max(2, (last - first) * 0.06)
    axes.set_xlim(first - margin, last + margin)
    axes.set_ylim(max(0, min(scores) - 1), min(10.6, max(scores) + 1.2))
    axes.set_xlabel(data["axis"])
    axes.set_ylabel(data["count"])
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    _name_dots(axes, canvas, sizes)
    return canvas.figure


def _name_dots(axes: Axes, canvas: Canvas, sizes: Sequence[float]) -> None:
    """Name the best-known films where there is room for their titles."""
    data, look = canvas.data, canvas.look
    canvas.figure.draw_without_rendering()
    frame = axes.get_window_extent()
    points = axes.transData.transform(list(zip(data["years"], data["scores"], strict=True)))
    to_pixels = canvas.figure.dpi / 72
    taken = []
    for (x, y), size in zip(points, sizes, strict=True):
        reach = size**0.5 / 2 * to_pixels
        taken.append(Bbox.from_extents(x - reach, y - reach, x + reach, y + reach))
    named = 0
    order = sorted(range(len(sizes)), key=lambda place: -data["votes"][place])
    for place in order[: 3 * _NAMED_FILMS]:
        for side, level in ((1, 0), (-1, 0), (1, 8), (-1, 8), (1, -8), (-1, -8)):
            away = 3 + sizes[place] ** 0.5 / 2
            label: Annotation = axes.annotate(
                shown(data["titles"][place], 22),
                (data["years"][place], data["scores"][place]),
                (side * away, level),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center",
                fontsize=look["source_size"],
                color=look["ink"],
            )
            box = label.get_window_extent()
            inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and box.y1 <= frame.y1
            others = (other for at, other in enumerate(taken) if at != place)
            if inside and not any(box.overlaps(other) for other in others):
                taken.append(box)
                named += 1
                break
            label.remove()
        if named == _NAMED_FILMS:
            return


def _say_mark(axes: Axes, data: Mapping[str, Any], look: Mapping[str, Any]) -> None:
    """Say above the plot, in the mark's colour, what is marked."""
    if data["marked"] is not None:
        axes.set_title(
            shown(data["mark"], _TITLE), fontsize=look["text_size"], color=look["accent"]
        )


def _colours(data: Mapping[str, Any], look: Mapping[str, Any], count: int) -> list[str]:
    marked = data["marked"]
    return [look["accent"] if place == marked else look["main"] for place in range(count)]


def _plain_numbers(axes: Axes, data: Mapping[str, Any]) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:,.0f}".replace(",", data["thousands"]))
    )


KINDS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Figure]] = {
    "bars": _bars,
    "columns": _columns,
    "years": _years,
    "scatter": _scatter,
    "career": _career,
}


def figure(kind: str, data: Mapping[str, Any], look: Mapping[str, Any]) -> Figure:
    """Draw a chart.

    Args:
        kind: one of `KINDS`.
        data: its words and figures (see `bot.assistant.answers.pictures`).
        look: its sizes and colours, and matplotlib's settings under ``settings``.
    """
    with mpl.rc_context(look["settings"]):
        return KINDS[kind](data, look)


def png(kind: str, data: Mapping[str, Any], look: Mapping[str, Any]) -> bytes:
    """Draw a chart as a PNG."""
    picture = io.BytesIO()
    with mpl.rc_context(look["settings"]):
        KINDS[kind](data, look).savefig(
            picture, format="png", dpi="figure", pil_kwargs={"compress_level": _COMPRESSION}
        )
    return picture.getvalue()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, or None at the end."""
    head = stream.read(_LENGTH.size)
    return stream.read(*_LENGTH.unpack(head)) if len(head) == _LENGTH.size else None


def framed(content: bytes) -> bytes:
    """The content as a frame."""
    return _LENGTH.pack(len(content)) + content


def main() -> None:
    """Draw what is asked for until the input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    warnings.simplefilter("ignore")
    while (request := read_frame(source)) is not None:
        try:
            reply = DRAWN + png(*pickle.loads(request))  # noqa: S301  (our own parent wrote it)
        except Exception as error:  # noqa: BLE001  (whatever it is, the next chart is still drawn)
            reply = FAILED + f"{type(error).__name__}: {error}".encode()
        sink.write(framed(reply))
        sink.flush()
        # A figure is a net of cycles, and holds megabytes of pixels until these are found.
        gc.collect()


if __name__ == "__main__":
    main()

"""Word clouds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from wordcloud import WordCloud

from etl.eda.canvas import (
    Captions,
    Format,
    drawable,
    font_path,
    head,
    name_axes,
    new_figure,
    shorten,
)
from etl.eda.charts import ROW_HEIGHT, finish_rows
from recommender import chart_style as style


def cloud(captions: Captions, counts: pd.Series, formatted: Format, bars_: int = 12) -> Figure:
    """A word cloud, and below it the commonest words as bars, which can be read off.

    Args:
        captions: the words around it; the axes are the bars'.
        counts: films by term, the commonest first.
        formatted: how a count is written.
        bars_: how many terms have a bar.
    """
    top = counts[:bars_]
    height = 0.35 + ROW_HEIGHT * len(top)
    figure = new_figure(captions, 2.95 + height)
    upper, axes = figure.subplots(2, 1, height_ratios=[2.2, height])
    _draw_cloud(upper, counts, 1080, 460, 70)
    drawn = axes.barh(range(len(top)), top.to_numpy(), color=style.MAIN, height=0.74)
    finish_rows(axes, [shorten(term) for term in top.index], drawn, formatted, formatted)
    name_axes(axes, captions, height + 1)
    head(figure, captions)
    return figure


def clouds(captions: Captions, weights: Mapping[str, pd.Series]) -> Figure:
    """Small word clouds side by side, two a row."""
    rows = -(-len(weights) // 2)
    figure = new_figure(captions, 1.0 + 1.75 * rows)
    head(figure, captions)
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
        font_path=font_path(),
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

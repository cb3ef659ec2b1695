"""A chart as pixels and as a piece of the page.

A chart is drawn once. Its SVG speaks of the theme's colours by name (CSS variables ``--ink``,
``--muted``, ``--grid``, ``--paper``), so that the page alone decides whether it is light or dark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import matplotlib as mpl

from etl.eda.canvas import SIZE, Captions, Draw
from recommender import chart_style as style

#: What the page overrides, by the name of its CSS variable.
_VARIABLES = {
    getattr(style.LIGHT, name): f"var(--{name})" for name in ("paper", "ink", "muted", "grid")
}
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_REFERENCE = re.compile(r'(href="#|url\(#)([^")]*)')
_COLOUR = re.compile("|".join(map(re.escape, _VARIABLES)))


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: an ``<svg>`` element for the page, and a PNG where one is wanted."""

    svg: str
    png: bytes | None


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
            figure.savefig(raster, format="png", dpi=SIZE.dpi, metadata={"Software": None})
    return Picture(_for_page(svg.getvalue(), key), raster.getvalue() or None)


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

"""The page: chapters laid out as one HTML file with everything inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from etl.eda.cards import Card, Chapter
from etl.eda.frames import Frames
from etl.eda.rendering import Picture
from etl.eda.texts import Texts
from recommender import chart_style

_ENVIRONMENT = Environment(
    loader=PackageLoader("etl.eda", "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card with its picture, None where there was nothing to draw."""

    card: Card
    picture: Picture | None

    @property
    def svg(self) -> Markup:
        """The picture as an element that says in words what it shows."""
        if self.picture is None:
            return Markup()
        label = f'<svg role="img" aria-label="{escape(self.card.alt)}" '
        # The drawing is ours, and every text in it was escaped by matplotlib.
        return Markup(self.picture.svg.replace("<svg ", label, 1))  # noqa: S704


def page(say: Texts, frames: Frames, chapters: Sequence[Chapter], drawn: dict[str, Drawn]) -> str:
    """The report as HTML.

    Args:
        say: the words of its language.
        frames: the version it is about.
        chapters: what it says, in order.
        drawn: the charts, by the keys of their cards.
    """
    return _ENVIRONMENT.get_template("page.html").render(
        say=say,
        language=say.language,
        subtitle=say(
            "subtitle",
            version=frames.version,
            date=say.date(frames.created_at.date()),
            films=len(frames.films),
        ),
        chapters=chapters,
        drawn=drawn,
        light=chart_style.LIGHT,
        dark=chart_style.DARK,
        accent=chart_style.MAIN,
    )

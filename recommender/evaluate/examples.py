"""Well-known films with the five that are suggested for each, and why, for people to judge."""

from __future__ import annotations

import numpy as np

from recommender.catalogue import Catalogue
from recommender.similarity import Reason, SimilarityIndex

#: Decades, and how many films stand for each.
DECADES = range(1920, 2020, 10)
EACH = 2


def well_known(catalogue: Catalogue) -> list[int]:
    """The most voted films of every decade from the 1920s to the 2010s, oldest first."""
    years = catalogue.numbers("year").astype(np.float64)
    found: list[int] = []
    for decade in DECADES:
        rows = np.flatnonzero((years >= decade) & (years < decade + 10))
        best = rows[np.argsort(-catalogue.vote_count[rows], kind="stable")[:EACH]]
        found += sorted(best.tolist(), key=lambda row: float(years[row]))
    return found


def markdown(catalogue: Catalogue) -> str:
    """The films of `well_known`, each with its five as Markdown.

    Raises:
        CatalogueDamaged: the index cannot be read.
    """
    index = SimilarityIndex.open(catalogue)
    parts = []
    for row in well_known(catalogue):
        film = catalogue.movie(row)
        lines = [f"**{film.title} ({film.year})**", ""]
        for place, suggestion in enumerate(index.similar([row]), 1):
            movie = suggestion.movie
            why = "; ".join(map(_told, suggestion.reasons))
            lines.append(
                f"{place}. {movie.title} ({movie.year}), {movie.weighted_rating:.1f}: {why} "
                f"({suggestion.score:.2f})"
            )
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _told(reason: Reason) -> str:
    return f"{reason.kind} {', '.join(reason.values)}".strip()

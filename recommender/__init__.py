"""A published catalogue of films, and everything that can be asked of it.

Pure and fast: no Telegram, and once a catalogue is served no pandas, scikit-learn or nltk.
"""

from recommender.catalogue import Movie
from recommender.errors import (
    ButacaError,
    CatalogueDamaged,
    CatalogueError,
    CatalogueMissing,
    UnknownMovie,
)
from recommender.recommender import Recommender
from recommender.similarity import Reason, Suggestion
from recommender.titles import Match

__all__ = [
    "ButacaError",
    "CatalogueDamaged",
    "CatalogueError",
    "CatalogueMissing",
    "Match",
    "Movie",
    "Reason",
    "Recommender",
    "Suggestion",
    "UnknownMovie",
]

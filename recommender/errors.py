"""Everything that can go wrong on purpose, in one tree.

    ButacaError                  anything that a person or a host can cause, with a clear sentence
    ├── CatalogueError           no catalogue, or one that cannot be trusted
    │   ├── CatalogueMissing     nothing has been published there yet
    │   └── CatalogueDamaged     a file is missing, altered, or of another schema version
    ├── UnknownMovie             an id that the catalogue does not have
    ├── RatingsUnreadable        a file of ratings, or of links, is not what it should be
    └── etl.errors.EtlError      a run that could not publish (drawn where it lives)

A message of these errors is one English sentence for whoever runs the program; what people read
in a chat is chosen by the assistant from the error's type, never from its message.
"""


class ButacaError(Exception):
    """Anything that a person or a host can cause; its message is one clear sentence."""


class CatalogueError(ButacaError):
    """No catalogue, or one that cannot be trusted."""


class CatalogueMissing(CatalogueError):  # noqa: N818  (reads better where it is caught)
    """Nothing has been published in the folder yet."""


class CatalogueDamaged(CatalogueError):  # noqa: N818
    """A file of the version is missing, altered, or of another schema version."""


class UnknownMovie(ButacaError, LookupError):  # noqa: N818
    """An id that the catalogue does not have."""

    def __init__(self, movie_id: int) -> None:
        super().__init__(f"no film with id {movie_id} in the catalogue")
        self.movie_id = movie_id


class RatingsUnreadable(ButacaError):  # noqa: N818
    """A file of ratings, or of the links that go with them, is not what it should be."""

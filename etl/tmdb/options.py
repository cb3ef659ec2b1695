"""How TMDB is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

#: TMDB asks nobody to exceed 40; requests that are delayed on their way may come closer together.
REQUESTS_PER_SECOND = 38.0


@dataclass(frozen=True, slots=True)
class TmdbOptions:
    """How TMDB is asked.

    Attributes:
        folder: where its answers are kept.
        key: None asks nothing and uses what was answered before.
        url: where the API is; who has a key has to say.
        files_url: where the daily lists of ids are; "" for nowhere.
        requests: how many requests one run may make.
        per_second: how many of them a second.
        patience: multiplies the waits between tries.
    """

    folder: Path
    key: str | None = field(default=None, repr=False)
    url: str = ""
    files_url: str = ""
    requests: int = 0
    per_second: float = REQUESTS_PER_SECOND
    patience: float = 1.0

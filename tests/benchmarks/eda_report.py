"""How long the exploratory report takes, how large it is, and what memory it needs.

    python tests/benchmarks/eda_report.py DATA_DIR [DATA_DIR …] [--language es]

Each report is made whole, with its PNGs, in a process of its own, as the bot makes it. Below stand
some of its figures, computed by the report and the plain way (join everything, then group) over
the same tables in the same run; of the last catalogue.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from etl.eda.estimates import median_interval
from etl.eda.figures import genres, makers, money, words
from etl.eda.frames import Frames
from recommender.catalogue import current_version

_TIMES = 3
_MADE = """
import json, resource, sys
from pathlib import Path
from etl import eda
catalogue, out, language = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
report = eda.report(catalogue, out / "report.html", language, out)
used = resource.getrusage(resource.RUSAGE_SELF)
busy, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
print(json.dumps({"charts": report.charts, "bytes": report.size, "busy": busy, "peak": peak}))
"""


def seconds(work: Callable[[], object]) -> float:
    """The fastest of several runs."""
    taken = []
    for _ in range(_TIMES):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def made(catalogue: Path, language: str) -> dict[str, Any]:
    """Make one report in a process of its own: its figures, and the seconds it took."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        command = [sys.executable, "-c", _MADE, str(catalogue), folder, language]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        pngs = sum(path.stat().st_size for path in Path(folder).glob("*.png"))
        return {**found, "pngs": pngs, "seconds": time.perf_counter() - begin}


class Plain:
    """The same figures the plain way in pandas: join everything, then group."""

    def __init__(self, frames: Frames) -> None:
        self.films = frames.films[["return_ratio"]].rename_axis("film").reset_index()
        self.genres, self.keywords = frames.lists["genres"], frames.lists["keywords"]
        self.directors = frames.credits[frames.credits["role"] == "director"]

    def returns(self, members: pd.DataFrame, by: str) -> pd.DataFrame:
        """The median return of each group and its interval."""
        known = members.merge(self.films, on="film").dropna(subset=["return_ratio"])
        medians = known.groupby(by)["return_ratio"].apply(median_interval)
        return pd.DataFrame(medians.tolist(), medians.index)

    def pairs(self) -> pd.Series:
        """How often two genres are together."""
        both = self.genres.merge(self.genres, on="film")
        return both[both["value_x"] < both["value_y"]].groupby(["value_x", "value_y"]).size()

    def terms(self) -> pd.DataFrame:
        """How often a keyword is in each genre."""
        both = self.genres.merge(self.keywords, on="film")
        return pd.crosstab(both["value_x"], both["value_y"])


def compare(frames: Frames) -> None:
    """Print how long each figure takes, and the plain way to it."""
    plain = Plain(frames)
    keywords = words.terms(frames, "keywords")
    rows: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "return by genre": (
            lambda: money.returns_by_genre(frames),
            lambda: plain.returns(plain.genres, "value"),
        ),
        "return by director": (
            lambda: makers.returns_by_person(frames, "director"),
            lambda: plain.returns(plain.directors, "person"),
        ),
        "pairs of genres": (lambda: genres.pairs(frames), plain.pairs),
        "typical keywords": (lambda: words.typical(frames, keywords), plain.terms),
    }
    print(f"\n{'figure':<20}{'ms':>9}{'plain ms':>11}{'ratio':>8}")
    for name, (ours, theirs) in rows.items():
        fast, slow = 1000 * seconds(ours), 1000 * seconds(theirs)
        print(f"{name:<20}{fast:>9.1f}{slow:>11.1f}{slow / fast:>7.1f}×")


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dirs", type=Path, nargs="+")
    parser.add_argument("--language", default="es")
    arguments = parser.parse_args()
    sizes = f"{'page MB':>9}{'PNGs MB':>9}{'peak MB':>9}"
    print(f"{'films':>8}{'charts':>8}{'seconds':>9}{'CPU s':>7}{sizes}")
    for data_dir in arguments.data_dirs:
        root = data_dir / "catalogue"
        frames = Frames.read(root / current_version(root))
        found = made(root, arguments.language)
        print(
            f"{len(frames.films):>8,}{found['charts']:>8}{found['seconds']:>9.1f}{found['busy']:>7.1f}"
            f"{found['bytes'] / 1e6:>9.2f}{found['pngs'] / 1e6:>9.2f}{found['peak']:>9.0f}"
        )
    compare(frames)


if __name__ == "__main__":
    main()

"""How much faster a title is resolved than by comparing it with every title.

    python tests/benchmarks/titles_resolve.py VERSION_FOLDER [--million]

Puts the same noisy texts to the resolver and to plain rapidfuzz over all titles, in one run, and
prints the ratio of their medians. With ``--million`` an index of a million made-up films is built
and timed too (some minutes, 4 GB of memory).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from recommender.evaluate.titles import evaluate_noise, evaluate_size, published


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a published version")
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--million", action="store_true")
    options = parser.parse_args()
    movies, aliases = published(options.folder)
    report = evaluate_noise(options.folder.name, movies, aliases, options.cases)
    print(report.markdown())
    lines = {line.method: line for line in report.lines if line.group == "all"}
    ours = lines.pop("butaca")
    for method, line in lines.items():
        print(f"{method}: {line.p50 / ours.p50:.1f} times our median")
    if options.million:
        size = evaluate_size(movies["title"].to_pylist())
        print(
            f"a million films: {size.megabytes:.0f} MB, p50 {size.p50:.2f}, p99 {size.p99:.2f} ms"
        )


if __name__ == "__main__":
    main()

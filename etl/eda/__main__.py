"""``python -m etl.eda CATALOGUE``: make the reports that a bot shows, at the lowest priority."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from etl.eda import publish
from etl.errors import EtlError
from etl.progress import Console
from recommender.errors import ButacaError

_LOWEST_PRIORITY = 19


def main(arguments: list[str]) -> int:
    """Make the reports; returns the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m etl.eda CATALOGUE\n")
        return EtlError.exit_status
    if hasattr(os, "nice"):
        os.nice(_LOWEST_PRIORITY)
    try:
        folder = publish(Path(arguments[0]), progress=Console())
    except ButacaError as error:
        sys.stderr.write(f"butaca: {error}\n")
        return getattr(error, "exit_status", EtlError.exit_status)
    sys.stdout.write(f"{folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

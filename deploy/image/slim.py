"""Take out of an installed environment what nothing of Butaca reads at run time.

Half of what the wheels bring is tests, headers for compilers, debugging symbols, the words of four
hundred languages, and so on. Usage: ``python slim.py SITE_PACKAGES``
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

#: Folders, wherever they are.
FOLDERS = ("tests", "test", "__pycache__", "include", "sboms", "sample_data")
#: What compilers, type checkers and documentation read.
SOURCES = (".pyx", ".pxd", ".pxi", ".h", ".hpp", ".c", ".cc", ".cpp", ".pyi", ".a", ".tp")
#: Parts that are loaded on request only, and that nobody requests here: ways to storage in clouds,
#: and what `butaca evaluate` judges and fits with, which is done in a checkout.
PARTS = (
    "pyarrow/*flight*",
    "pyarrow/*s3*",
    "pyarrow/*gcsfs*",
    "pyarrow/*azurefs*",
    "pyarrow/*hdfs*",
    "pyarrow/src",
    "scikit_learn*",
    "sklearn",
)
#: Languages whose names of months and countries are written; ``root`` is every language's parent.
LANGUAGES = ("root", "es", "en")
#: Where the names of the languages lie, each as ``<language>[_<territory>].dat``.
WORDS = "babel/locale-data"


def superfluous(site: Path) -> Iterator[Path]:
    """The files and folders that can go."""
    for path in site.rglob("*"):
        if path.name in FOLDERS if path.is_dir() else path.suffix in SOURCES:
            yield path
    for pattern in PARTS:
        yield from site.glob(pattern)
    for path in (site / WORDS).glob("*.dat"):
        if path.stem.split("_")[0] not in LANGUAGES:
            yield path


def slim(site: Path) -> None:
    """Remove what can go, and the symbols of the libraries that stay."""
    for path in [*superfluous(site)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    # Libraries that were bundled into `*.libs` have been edited, and would not load any more.
    libraries = [
        path
        for path in site.rglob("*.so*")
        if not path.relative_to(site).parts[0].endswith(".libs")
    ]
    if libraries:
        subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)  # noqa: S607


if __name__ == "__main__":
    slim(Path(sys.argv[1]))

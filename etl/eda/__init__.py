"""The exploratory report: a published version of the catalogue, looked at.

Figures are pure functions of the tables (`etl.eda.figures`), chapters turn them into cards
(`etl.eda.chapters`), and cards are drawn and laid out on one self-contained page. What draws is
installed with the extra ``eda``, and loaded only when a report is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from etl.errors import EtlError
from recommender.reports import ALBUM
from recommender.wording import LANGUAGES

if TYPE_CHECKING:
    from etl.eda.making import Report
    from etl.progress import Progress

__all__ = ["ALBUM", "LANGUAGES", "ReportError", "missing", "publish", "report"]

_DRAWING = ("matplotlib", "seaborn", "wordcloud", "jinja2")


class ReportError(EtlError):
    """The report cannot be drawn or written."""


def report(
    catalogue_dir: Path,
    out: Path,
    language: str,
    png_dir: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Make the report of the live version as one HTML file.

    Args:
        catalogue_dir: the folder of the catalogue (the one that holds ``CURRENT``).
        out: where the page is written; it is replaced as a whole or not at all.
        language: one of `LANGUAGES`.
        png_dir: where every chart is written as a PNG too, if anywhere.
        progress: is told how far it is.

    Raises:
        CatalogueMissing: nothing has been published there.
        CatalogueDamaged: the live version cannot be read.
        ReportError: the extra is not installed, or a file cannot be written.
    """
    _check_extra()
    from etl.eda import making

    return making.report(catalogue_dir, out, language, png_dir, progress)


def publish(
    catalogue_dir: Path,
    languages: Sequence[str] = LANGUAGES,
    progress: Progress | None = None,
) -> Path:
    """Make the reports that a bot shows, beside the catalogue, and drop those of gone versions.

    Args:
        catalogue_dir: the folder of the catalogue.
        languages: which reports to make.
        progress: is told how far they are.

    Returns:
        The folder of the live version's reports: ``report.<language>.html``, every chart as
        ``<chart>.<language>.png``, and `ALBUM`. It appears as a whole or not at all; where it was
        already there, nothing is made.

    Raises:
        CatalogueMissing: nothing has been published there.
        CatalogueDamaged: the live version cannot be read.
        LockedError: another process is making them.
        ReportError: the extra is not installed, or a file cannot be written.
    """
    _check_extra()
    from etl.eda import making

    return making.publish(catalogue_dir, languages, progress)


def missing() -> list[str]:
    """What a report needs and is not installed."""
    return [name for name in _DRAWING if find_spec(name) is None]


def _check_extra() -> None:
    if missing():
        raise ReportError(
            f'the report needs {", ".join(missing())}; install it with: pip install "butaca[eda]"'
        )

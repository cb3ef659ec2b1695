"""Every way in which a run can end without publishing, in one tree.

    EtlError (a recommender.errors.ButacaError)
    ├── SourceError     the raw files: absent, unreadable, not what they should be
    ├── DownloadError   Kaggle could not be reached, or its client is not installed
    ├── QualityError    the accounts disagree, or a table breaks a rule; nothing is published
    ├── ShrunkError     far fewer films than the live version has, and nobody said --force
    ├── PublishError    the catalogue's folder cannot be written to, or is full
    ├── LockedError     another run holds the lock
    ├── KeyRefused, OutOfBudget, TmdbUnavailable
    │                   TMDB's API is asked no further (they live in etl.tmdb.client)
    └── ReportError     the report cannot be drawn or written (lives in etl.eda)

What a person can mend is a `Problem`, told to whoever started the run; what is a defect of ours is
an English sentence.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from typing import ClassVar

from recommender.errors import ButacaError, Problem


class EtlError(ButacaError):
    """A run that could not publish; the live catalogue is untouched."""

    #: What the process that ran it exits with.
    exit_status: ClassVar[int] = 2


class SourceError(EtlError):
    """A raw file is absent, unreadable, or not what its name promises."""


class DownloadError(EtlError):
    """The dump could not be downloaded."""


class QualityError(EtlError):
    """The accounts do not add up, or a table breaks a rule."""


class ShrunkError(EtlError):
    """The new version has far fewer films than the live one."""


class PublishError(EtlError):
    """The folder of the catalogue cannot be written to."""


class LockedError(EtlError):
    """Another run is at work on the same catalogue."""

    exit_status = 3


def columns_missing(file: str, missing: Sequence[Sequence[str]]) -> Problem:
    """That a file lacks columns, each by the names that it may have."""
    return Problem("columns-missing", file=file, count=len(missing), columns=missing)


def because(error: BaseException) -> Problem | str:
    """What went wrong, in the words of the operating system where it has some."""
    code = getattr(error, "errno", None)
    if isinstance(error, OSError) and code is None and "requested and" in str(error):
        # numpy tells how much of an array was written, and not why the rest was not.
        code = errno.ENOSPC
    if code is None or code not in errno.errorcode:
        return str(getattr(error, "strerror", None) or error)
    return Problem("system-error", code=errno.errorcode[code], said=os.strerror(code))

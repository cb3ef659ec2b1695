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

Each message is one English sentence for whoever started the run.
"""

from __future__ import annotations

import errno
import os
from typing import ClassVar

from recommender.errors import ButacaError


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


def because(error: BaseException) -> str:
    """What went wrong, in the words of the operating system where it has some."""
    if isinstance(error, OSError) and error.errno is None and "requested and" in str(error):
        # numpy tells how much of an array was written, and not why the rest was not.
        return os.strerror(errno.ENOSPC)
    return str(getattr(error, "strerror", None) or error)

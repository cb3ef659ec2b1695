"""Publishing a version: beside the live one, checked, on disk for sure, then one atomic rename.

The steps, each of which may be the last that a killed run takes:

1. files are written into ``.building-*`` and synced, the manifest with their checksums last;
2. the folder is renamed to the version's name, a whole version that nobody reads yet;
3. a file naming it is renamed over ``CURRENT``: from here on it is live.

Whatever an earlier run left behind is removed under the lock, before a new one starts.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from filelock import FileLock, Timeout

from etl.errors import LockedError, PublishError, because
from recommender.catalogue import (
    CURRENT,
    MANIFEST,
    SCHEMA_VERSION,
    current_version,
    digest_of,
    seal,
    verify,
    versions,
)
from recommender.errors import CatalogueError, Problem
from recommender.reports import drop_gone

#: Versions that stay on disk, the live one among them.
KEPT_VERSIONS = 3

_LOCK = ".lock"
_HOLDER = ".lock.holder"
_BUILDING = ".building-"
_DROPPED = ".dropped-"
_NEW_CURRENT = ".CURRENT-"
_SYNCED_AT_ONCE = 8


@contextmanager
def _as_publish_error(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PublishError(
            Problem("catalogue-unwritable", place=str(root), because=because(error))
        ) from error


class Shelf:
    """The folder of a catalogue, while this process alone may write to it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def clear_leftovers(self) -> None:
        """Remove what killed runs left behind, and versions beyond the last three."""
        with _as_publish_error(self.root):
            for path in self.root.iterdir():
                if path.name.startswith((_BUILDING, _DROPPED)):
                    shutil.rmtree(path, ignore_errors=True)
                elif path.name.startswith(_NEW_CURRENT):
                    path.unlink(missing_ok=True)
            self._drop_old_versions()

    def _drop_old_versions(self) -> None:
        live = None
        with suppress(CatalogueError):
            live = current_version(self.root)
        kept = sorted(versions(self.root), key=lambda name: name != live)
        for name in kept[KEPT_VERSIONS:]:
            # Half removed under its own name it would be nobody's, for ever.
            dropped = (self.root / name).rename(self.root / f"{_DROPPED}{name}")
            shutil.rmtree(dropped, ignore_errors=True)
        drop_gone(self.root)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A new folder for the files of a version; gone afterwards unless it was published."""
        with _as_publish_error(self.root):
            folder = Path(mkdtemp(prefix=_BUILDING, dir=self.root))
            folder.chmod(0o755)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def publish(self, folder: Path, manifest: Mapping[str, Any]) -> str:
        """Make a built version the live one.

        Args:
            folder: what `building` gave, with all files of the version but the manifest.
            manifest: what it shall say, without schema, version, date and checksums.

        Returns:
            The version's name.

        Raises:
            PublishError: the disk is full, or the folder cannot be written to.
            CatalogueDamaged: what was written is not what is read back.
        """
        created = datetime.now(UTC)
        version = self._new_name(created)
        with _as_publish_error(self.root):
            complete = write_manifest(folder, manifest, version, created)
            verify(folder, complete)
            folder.rename(self.root / version)
            _sync(self.root)
            self._point_to(version)
            self._drop_old_versions()
        return version

    def _new_name(self, created: datetime) -> str:
        """The time to the millisecond; versions come slower than that, so none is named twice."""
        while (self.root / _name(created)).exists():
            created += timedelta(milliseconds=1)
        return _name(created)

    def _point_to(self, version: str) -> None:
        pointer = self.root / f"{_NEW_CURRENT}{os.getpid()}"
        try:
            pointer.write_text(f"{version}\n", encoding="utf-8")
            _sync(pointer)
            pointer.replace(self.root / CURRENT)
        finally:
            pointer.unlink(missing_ok=True)
        _sync(self.root)


def _name(created: datetime) -> str:
    return f"{created:%Y%m%dT%H%M%S}.{created.microsecond // 1000:03}Z"


def write_manifest(
    folder: Path, manifest: Mapping[str, Any], version: str, created: datetime
) -> dict[str, Any]:
    """Sync every file of a version and write the manifest that vouches for them."""
    # Most of the time is spent waiting for the disk, which takes many files at once.
    with ThreadPoolExecutor(_SYNCED_AT_ONCE) as threads:
        files = dict(threads.map(_synced, sorted(folder.iterdir())))
    complete = seal(
        {
            "schema": SCHEMA_VERSION,
            "version": version,
            "created_at": created.isoformat(timespec="seconds"),
            **manifest,
            "files": files,
        }
    )
    path = folder / MANIFEST
    path.write_text(json.dumps(complete, ensure_ascii=False, indent=1), encoding="utf-8")
    _sync(path)
    _sync(folder)
    return complete


def _synced(path: Path) -> tuple[str, dict[str, Any]]:
    """Sync a file; its name and what the manifest says of it."""
    _sync(path)
    return path.name, {"sha256": digest_of(path), "size": path.stat().st_size}


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def shelf(root: Path) -> Iterator[Shelf]:
    """Take the lock of a catalogue's folder, and give the right to write to it.

    The lock is the operating system's: it ends with the process that holds it, however that ends.

    Raises:
        LockedError: another process holds it; the message says which.
        PublishError: the folder cannot be made or written to.
    """
    with _as_publish_error(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / _LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise LockedError(Problem("locked", place=str(root), holder=_holder(root))) from None
    try:
        with _as_publish_error(root):
            _write_holder(root)
        yield Shelf(root)
    finally:
        with suppress(OSError):
            (root / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _write_holder(root: Path) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    holder = {"process": os.getpid(), "host": socket.gethostname(), "since": since}
    (root / _HOLDER).write_text(json.dumps(holder), encoding="utf-8")


def _holder(root: Path) -> Problem:
    try:
        holder = json.loads((root / _HOLDER).read_text(encoding="utf-8"))
        who = {name: str(holder[name]) for name in ("process", "host", "since")}
    except (OSError, ValueError, KeyError, TypeError):
        return Problem("holder-unknown")
    return Problem("holder", **who)

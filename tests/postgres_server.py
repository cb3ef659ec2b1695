"""A PostgreSQL server of our own for tests: in a folder of its own, on a free port of loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

#: Who runs the server when the tests are run by root, for whom PostgreSQL will not work.
_STAND_INS = ("postgres", "nobody")
_PATIENCE = 30.0


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, or None where it is not installed."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


class PostgresServer:
    """Use as a context manager; everything of it is gone afterwards.

    Args:
        durable: whether a commit waits for the disk, as in real life; tests need not.
    """

    def __init__(self, *, durable: bool = False) -> None:
        folder = binaries()
        if folder is None:
            raise RuntimeError("no PostgreSQL on this machine")
        self._binaries = folder
        self._durable = durable
        self._user = _stand_in() if os.geteuid() == 0 else None
        self._server: subprocess.Popen[bytes] | None = None
        self._databases = 0
        self.port = 0

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="butaca-postgres-"))
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        data = self._folder / "data"
        self._run("initdb", "-D", data, "-U", "butaca", "-A", "trust", "-E", "UTF8", "--no-sync")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        if not self._durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self._server = subprocess.Popen(
            [self._binaries / "postgres", "-D", data, "-p", str(self.port), *settings],
            **self._as_user(),
        )
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        # SIGINT asks for a fast shutdown, which does not wait for clients.
        self._server.send_signal(2)
        self._server.wait(_PATIENCE)
        shutil.rmtree(self._folder)

    def database(self, like: str = "template1") -> str:
        """Make a new database, a copy of another, and give its address."""
        self._databases += 1
        name = f"butaca_{self._databases}"
        self._run("createdb", *self._here(), "-T", like.rpartition("/")[2], name)
        return f"postgresql://butaca@127.0.0.1:{self.port}/{name}"

    def _here(self) -> tuple[str, ...]:
        return ("-h", "127.0.0.1", "-p", str(self.port), "-U", "butaca")

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self._run("pg_isready", *self._here(), "-d", "postgres")
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [self._binaries / program, *arguments]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, **self._as_user())

    def _as_user(self) -> dict[str, object]:
        quiet: dict[str, object] = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "cwd": "/",
            "env": {"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ["PATH"]},
        }
        if self._user is not None:
            quiet |= {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        return quiet


def _stand_in() -> pwd.struct_passwd:
    for name in _STAND_INS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(f"PostgreSQL does not run as root, and there is none of {_STAND_INS}")

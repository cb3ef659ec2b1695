"""How large the image is, without an engine to build it with.

Does what the Dockerfile does, step by step, in a folder: ::

    python tests/benchmarks/image_size.py FOLDER

Needs Debian 12 with its Python 3.11, binutils and root (``apt-get download`` and ``chown``). What
is made can be entered: ``chroot --userspec=10001:10001 FOLDER/system /opt/butaca/bin/butaca``.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMAGE = ROOT / "deploy" / "image"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
#: Where the environment lies in the image; its scripts name the place.
PREFIX = Path("/opt/butaca")
PYTHON = "/usr/bin/python3.11"


class Counted:
    """Counts what is written to it."""

    size = 0

    def write(self, content: bytes) -> int:
        self.size += len(content)
        return len(content)


def run(*command: str | Path) -> None:
    environment = {name: value for name, value in os.environ.items() if "PYTHON" not in name}
    subprocess.run(command, check=True, env=environment, cwd="/", stdout=sys.stderr)


def bytes_in(folder: Path) -> int:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)


def main(folder: Path) -> None:
    system = folder / "system"
    run("sh", IMAGE / "system.sh", system)
    alone = bytes_in(system)
    run(PYTHON, "-m", "venv", "--without-pip", PREFIX)
    extras = re.search(r"\.(\[[a-z,]+\])", DOCKERFILE)
    assert extras is not None
    venv.create(folder / "pip", with_pip=True)
    pip = [folder / "pip" / "bin" / "pip", "--python", PREFIX / "bin" / "python", "install"]
    options = ["--quiet", "--no-compile", "-c", ROOT / "constraints.txt", f"{ROOT}{extras[1]}"]
    run(*pip, *options)
    installed = bytes_in(PREFIX)
    run(sys.executable, IMAGE / "slim.py", PREFIX / "lib/python3.11/site-packages")
    slim = bytes_in(PREFIX)
    compiled = re.search(r'bin/python -c "(import [^"]+)"', DOCKERFILE)
    assert compiled is not None
    run(PREFIX / "bin" / "python", "-c", compiled[1])
    shutil.copytree(PREFIX, system / PREFIX.relative_to("/"), symlinks=True)
    packed = Counted()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6) as zipped,  # type: ignore[call-overload]
        tarfile.open(fileobj=zipped, mode="w|") as archive,
    ):
        archive.add(system, arcname=".")
    for what, size in (
        ("the system", alone),
        ("the environment as installed", installed),
        ("the environment without what nobody reads", slim),
        ("the image", bytes_in(system)),
        ("the image, as it is pulled", packed.size),
    ):
        print(f"| {what} | {size / 1e6:.0f} MB |")


if __name__ == "__main__":
    if PREFIX.exists():
        sys.exit(f"{PREFIX} is there already; remove it first")
    try:
        main(Path(sys.argv[1]).resolve())
    finally:
        shutil.rmtree(PREFIX, ignore_errors=True)

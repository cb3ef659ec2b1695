"""What several test packages share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def real_data_folder() -> Path:
    """Where the real film data lies, present or not."""
    return Path(os.environ.get("BUTACA_REAL_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real film data; skips where it is absent."""
    folder = real_data_folder()
    if not folder.is_dir():
        pytest.skip(f"no real film data in {folder} (set BUTACA_REAL_DATA)")
    return folder

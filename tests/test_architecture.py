"""The arrows between the packages, and what the serving process may load."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

#: Which of our packages each one may import.
ALLOWED = {
    "recommender": {"recommender"},
    "etl": {"etl", "recommender"},
    "bot": {"bot", "etl", "recommender"},
}
#: Inside `bot`, the faces know the assistant; the assistant knows none of these.
FACES = ("bot.telegram", "bot.terminal", "bot.web", "bot.cli", "bot.refresh", "telegram")
#: Only these start the ETL.
STARTS_ETL = {"bot/cli.py", "bot/refresh.py"}
HEAVY = ("pandas", "sklearn", "nltk", "scipy", "matplotlib", "pandera")


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_arrows_between_packages_run_one_way(package: str) -> None:
    forbidden = set(ALLOWED) - ALLOWED[package]
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in modules(package)
        for name in imports(file)
        if name.split(".")[0] in forbidden
    ]
    assert wrong == []


def test_the_bot_touches_the_etl_only_to_start_it() -> None:
    touching = {
        str(file.relative_to(ROOT))
        for file in modules("bot")
        if any(name.split(".")[0] == "etl" for name in imports(file))
    }
    assert touching <= STARTS_ETL


def test_the_assistant_knows_no_face() -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in modules("bot/assistant")
        for name in imports(file)
        if name == "telegram"
        or name.startswith(tuple(f"{face}." for face in FACES))
        or name in FACES
    ]
    assert wrong == []


def test_serving_loads_nothing_heavy() -> None:
    code = (
        "import sys, bot.cli, bot.terminal, bot.telegram.application, bot.web.serve;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert loaded.stdout.strip() == "[]"


def test_without_http_nothing_that_serves_it_is_loaded() -> None:
    code = (
        "import sys, bot.cli, bot.terminal, bot.telegram.application;"
        "print([name for name in ('fastapi', 'uvicorn') if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert loaded.stdout.strip() == "[]"


def test_answering_loads_nothing_heavy(sample_data: Path) -> None:
    code = (
        "import sys; from bot.cli import main\n"
        "main(['ask', 'toi estori'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if sys.modules.get(name)])"
    )
    environment = os.environ | {"BUTACA_DATA_DIR": str(sample_data)}
    answered = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment,
    )
    assert "Toy Story" in answered.stdout
    assert answered.stdout.strip().splitlines()[-1] == "[]"

"""Runs of the ETL on behalf of the bot, each in a process of its own.

The ETL loads pandas and scikit-learn and keeps a core busy; the serving process does neither.
"""

from __future__ import annotations

import subprocess
import sys

import click

from bot.settings import Settings
from recommender import ButacaError, CatalogueMissing, Recommender


class BuildFailed(ButacaError):  # noqa: N818
    """The first catalogue could not be built; the ETL has said why."""


def etl_command(settings: Settings) -> list[str]:
    """The command that builds a catalogue from the dump, or from the bundled sample without one."""
    command = [sys.executable, "-m", "bot.cli", "etl"]
    return command if settings.dump_dir.exists() else [*command, "--source", "sample"]


def open_catalogue(settings: Settings) -> Recommender:
    """Open the live catalogue, building the first one when there is none.

    Raises:
        CatalogueDamaged: the live version cannot be trusted.
        BuildFailed: there was none and none could be built.
    """
    try:
        return Recommender.open(settings.catalogue_dir)
    except CatalogueMissing:
        click.echo(
            f"No catalogue yet in {settings.catalogue_dir}: building one (only this once).",
            err=True,
        )
    finished = subprocess.run(etl_command(settings), check=False, stdout=sys.stderr)
    if finished.returncode:
        raise BuildFailed("the first catalogue could not be built; the lines above say why")
    return Recommender.open(settings.catalogue_dir)

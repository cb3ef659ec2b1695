"""``butaca …``: thin over the library."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal, ParamSpec, get_args

import click

from bot.settings import Settings, load_settings
from recommender import ButacaError
from recommender.errors import told
from recommender.lean import Without

# Each command loads what it needs when it runs: the ETL alone may end in a tenth of a second, and
# must not pay, in time and memory, for an assistant that it never asks.
if TYPE_CHECKING:
    from bot.assistant import Assistant

P = ParamSpec("P")
Source = Literal["folder", "sample", "kaggle", "tmdb-daily"]

_LANGUAGES = get_args(Settings.model_fields["language"].annotation)

#: Exit statuses: what a person can mend, and a run that another run keeps out.
USER_ERROR = 2
LOCKED = 3


def _clear_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn our errors into one sentence and an exit status; anything else is a defect."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except ButacaError as error:
            click.echo(f"butaca: {error}", err=True)
            sys.exit(getattr(error, "exit_status", USER_ERROR))
        except ModuleNotFoundError as error:
            click.echo(f"butaca: this needs {error.name}, which is not installed here", err=True)
            sys.exit(USER_ERROR)

    return wrapped


def _assistant(settings: Settings) -> Assistant:
    from bot.assistant import Assistant
    from bot.life import spare_memory
    from bot.refresh import open_catalogue

    spare_memory()
    Without("pandas", "rich").for_good()
    return Assistant(open_catalogue(settings), settings.language, settings.admins)


def _log_to(settings: Settings) -> None:
    from bot.logs import configure_logging

    configure_logging(settings.log_level, settings.secrets, settings.log_format)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("butaca"))
def main() -> None:
    """Butaca knows which film you mean, and what to watch next."""


@main.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
@click.option("--language", type=click.Choice(_LANGUAGES), help="The language to answer in.")
@_clear_errors
def ask(text: tuple[str, ...], as_json: bool, language: str | None) -> None:
    """Answer TEXT once."""
    from bot import terminal
    from bot.assistant import Request
    from bot.charts import Charts

    settings = load_settings()
    request = Request(chat=0, user=0, text=" ".join(text), language=language)

    async def once() -> None:
        reply = _assistant(settings).respond(request)
        async with Charts(settings.charts_dir) as charts:
            written = await terminal.Files(charts, settings.exports_dir).of(reply)
        if as_json:
            click.echo(json.dumps(terminal.as_json(reply, written), ensure_ascii=False))
        else:
            terminal.show(reply, written)

    asyncio.run(once())


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One message per line in, one object out.")
@click.option("--language", type=click.Choice(_LANGUAGES), help="The language to answer in.")
@_clear_errors
def chat(as_json: bool, language: str | None) -> None:
    """Hold a conversation in the terminal."""
    from bot import terminal
    from bot.charts import Charts

    settings = load_settings()
    assistant = _assistant(settings)
    # A program's conversation begins afresh each time; a person's list is there the next day.
    database = terminal.IN_MEMORY if as_json else settings.chat_database

    async def talk() -> None:
        async with (
            terminal.remembering(assistant, database),
            Charts(settings.charts_dir) as charts,
        ):
            files = terminal.Files(charts, settings.exports_dir)
            if as_json:
                await terminal.converse_in_json(assistant, sys.stdin, files)
            else:
                await terminal.converse(assistant, language, files)

    asyncio.run(talk())


@main.command()
@_clear_errors
def run() -> None:
    """Put the bot on Telegram, until it is told to stop."""
    from bot.charts import Charts
    from bot.telegram.application import require_token
    from bot.telegram.application import run as run_telegram

    settings = load_settings()
    _log_to(settings)
    # Before a catalogue is built for nothing.
    require_token(settings)
    run_telegram(settings, _assistant(settings), Charts(settings.charts_dir))


@main.command()
@_clear_errors
def web() -> None:
    """Serve the JSON API alone, without Telegram."""
    from bot.web import require_web

    settings = load_settings()
    require_web()
    from bot.web.serve import serve

    _log_to(settings)
    serve(settings, _assistant(settings))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Tell what is found as one JSON array.")
@_clear_errors
def doctor(as_json: bool) -> None:
    """Look at everything that the bot needs; changes nothing."""
    from dataclasses import asdict

    from bot.doctor import Finding, examine, healthy

    async def look() -> list[Finding]:
        findings = []
        async for finding in examine():
            findings.append(finding)
            if not as_json:
                click.echo(str(finding))
        return findings

    Without("pandas").for_good()
    findings = asyncio.run(look())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    if not healthy(findings):
        sys.exit(USER_ERROR)


@main.command()
@click.option("--raw", type=click.Path(path_type=Path), help="The dump: a folder or a zip.")
@click.option(
    "--source",
    type=click.Choice(["folder", "sample", "kaggle", "tmdb-daily"]),
    default="folder",
    show_default=True,
    help="The raw folder, the bundled sample, or a download from Kaggle: of the dump, or of the "
    "daily table to go with the raw folder.",
)
@click.option("--requests", type=click.IntRange(min=0), help="How many to make to TMDB's API.")
@click.option("--check", is_flag=True, help="Do everything, publish nothing.")
@click.option("--force", is_flag=True, help="Publish even what looks unchanged or much smaller.")
@click.option("--json", "as_json", is_flag=True, help="Tell the result as one JSON object.")
@_clear_errors
def etl(
    raw: Path | None,
    source: Source,
    requests: int | None,
    check: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Build a catalogue from its sources and publish it."""
    from etl.daily import Rule
    from etl.pipeline import RunOptions
    from etl.pipeline import run as run_etl
    from etl.progress import Console
    from etl.tmdb.options import TmdbOptions

    settings = load_settings()
    raw = raw or settings.dump_dir
    key = settings.tmdb_api_key
    options = RunOptions(
        catalogue=settings.catalogue_dir,
        raw=raw,
        source=source,
        check=check,
        force=force,
        rule=Rule(settings.least_votes, settings.most_films),
        kept=settings.data_dir / "sources",
        tmdb=TmdbOptions(
            folder=(raw.parent if raw.is_file() else raw) / "tmdb",
            key=key.get_secret_value().strip() or None if key and requests != 0 else None,
            url=settings.tmdb_url,
            files_url=settings.tmdb_files_url,
            requests=settings.tmdb_requests if requests is None else requests,
        ),
    )
    try:
        result = run_etl(options, Console())
    except ButacaError as error:
        if as_json:
            failed = {"outcome": "failed", "published": False, "problems": told(error.problems)}
            click.echo(json.dumps(failed, ensure_ascii=False))
        raise
    click.echo(json.dumps(result.as_json(), ensure_ascii=False) if as_json else str(result))
    # To look through all libraries for reference cycles would be the last tenth of a second.
    gc.freeze()


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="The HTML file to write.")
@click.option("--png", type=click.Path(path_type=Path), help="A folder for the charts as PNGs.")
@click.option("--language", type=click.Choice(_LANGUAGES), help="The language of the report.")
@click.option("--open", "show", is_flag=True, help="Open the report in a browser.")
@click.option("--publish", is_flag=True, help="Make what /eda shows, in every language.")
@_clear_errors
def eda(
    out: Path | None, png: Path | None, language: str | None, show: bool, publish: bool
) -> None:
    """Make the exploratory report of the live catalogue."""
    from etl.eda import publish as publish_reports
    from etl.eda import report
    from etl.progress import Console

    settings = load_settings()
    if publish:
        click.echo(str(publish_reports(settings.catalogue_dir, progress=Console())))
        return
    out = out or settings.data_dir / "eda.html"
    report(settings.catalogue_dir, out, language or settings.language, png, Console())
    click.echo(str(out))
    if show:
        click.launch(str(out))


@main.group()
def evaluate() -> None:
    """Measure how good the answers are, offline; prints tables in Markdown."""


_CATALOGUES = click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A catalogue's folder (the one with CURRENT); the live one unless told. May be repeated.",
)


def _catalogues(folders: tuple[Path, ...]) -> list[Path]:
    return list(folders) or [load_settings().catalogue_dir]


@evaluate.command("titles")
@_CATALOGUES
@click.option("--spanish", type=click.Path(path_type=Path), help="CSV: tmdb_id, title_es.")
@click.option("--cases", default=1200, show_default=True, help="Noisy titles in each catalogue.")
@click.option("--seed", type=int, help="Of the noise; a frozen one unless told.")
@click.option("--million", is_flag=True, help="Also time a million made-up titles.")
@_clear_errors
def evaluate_titles(
    catalogues: tuple[Path, ...], spanish: Path | None, cases: int, seed: int | None, million: bool
) -> None:
    """Put noisy and Spanish titles to the resolver and to plain rapidfuzz."""
    from recommender.catalogue import current_version
    from recommender.evaluate import titles

    folders = {
        root.resolve().parent.name: root / current_version(root) for root in _catalogues(catalogues)
    }
    report = titles.evaluate(
        folders,
        spanish=spanish,
        count=cases,
        seed=titles.SEED if seed is None else seed,
        million=million,
    )
    click.echo(report.markdown())


@evaluate.command("names")
@_CATALOGUES
@click.option("--cases", default=800, show_default=True, help="Noisy names of each kind.")
@click.option("--seed", type=int, help="Of the noise; a frozen one unless told.")
@_clear_errors
def evaluate_names(catalogues: tuple[Path, ...], cases: int, seed: int | None) -> None:
    """Put noisy names of people, companies, sagas and countries to their index and to rapidfuzz."""
    from recommender.catalogue import current_version
    from recommender.evaluate import names
    from recommender.evaluate.titles import SEED

    folders = {
        root.resolve().parent.name: root / current_version(root) for root in _catalogues(catalogues)
    }
    report = names.evaluate(folders, cases, SEED if seed is None else seed)
    click.echo(report.markdown())


@evaluate.command("recommendations")
@_CATALOGUES
@click.option("--ratings", type=click.Path(path_type=Path), required=True, help="MovieLens CSV.")
@click.option("--links", type=click.Path(path_type=Path), required=True, help="MovieLens CSV.")
@click.option("--every-film", is_flag=True, help="Ask about the films fitted on as well.")
@_clear_errors
def evaluate_recommendations(
    catalogues: tuple[Path, ...], ratings: Path, links: Path, every_film: bool
) -> None:
    """Judge the lists of five by what the same people like."""
    from recommender.catalogue import Catalogue
    from recommender.evaluate import recommendations

    for root in _catalogues(catalogues):
        report = recommendations.evaluate(
            Catalogue.open(root), ratings, links, every_film=every_film
        )
        click.echo(report.markdown())


@evaluate.command("fit-recommendations")
@_CATALOGUES
@click.option("--ratings", type=click.Path(path_type=Path), required=True, help="MovieLens CSV.")
@click.option("--links", type=click.Path(path_type=Path), required=True, help="MovieLens CSV.")
@_clear_errors
def evaluate_fit(catalogues: tuple[Path, ...], ratings: Path, links: Path) -> None:
    """Fit every number of the recommender anew; prints what belongs in etl/weights.json."""
    from recommender.catalogue import Catalogue
    from recommender.evaluate import fitting

    for root in _catalogues(catalogues):
        found = fitting.fit(Catalogue.open(root), ratings, links)
        click.echo(json.dumps(found.as_json(), indent=1))


@evaluate.command("examples")
@_CATALOGUES
@_clear_errors
def evaluate_examples(catalogues: tuple[Path, ...]) -> None:
    """Show twenty well-known films with the five suggested for each, and why."""
    from recommender.catalogue import Catalogue
    from recommender.evaluate import examples

    for root in _catalogues(catalogues):
        click.echo(examples.markdown(Catalogue.open(root)))


@evaluate.command("understanding")
@_clear_errors
def evaluate_understanding() -> None:
    """Judge how free words are understood, by cross-validation and by texts kept apart."""
    from bot.assistant.understanding import evaluation

    assistant = _assistant(load_settings())
    crossed = evaluation.cross_validate(assistant.recommender)
    developed = evaluation.agreement(assistant, evaluation.development())
    kept_apart = evaluation.agreement(assistant, evaluation.held_out())
    click.echo(evaluation.markdown(crossed, developed, kept_apart))


@evaluate.command("fit-understanding")
@_clear_errors
def fit_understanding() -> None:
    """Fit the model of free words anew on the utterances, with the sample's names in them."""
    from bot.assistant.understanding import fitting
    from bot.refresh import open_catalogue

    recommender = open_catalogue(load_settings())
    click.echo(str(fitting.write(fitting.fit(recommender))))


if __name__ == "__main__":
    main(prog_name="butaca")

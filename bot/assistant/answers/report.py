"""The exploratory report: its most telling charts for everybody, all of it for the admins."""

from __future__ import annotations

from markupsafe import Markup

from bot.assistant.answers.operations import asker, running
from bot.assistant.answers.turn import Turn
from bot.assistant.intents import action
from bot.assistant.reply import Button, Document, Picture, Reply
from recommender.reports import Album, album


def report(turn: Turn) -> Reply:
    """The charts of the live catalogue's report, or of the one before; and how to have it made."""
    texts, catalogue = turn.texts, turn.recommender.catalogue
    found = album(catalogue.folder.parent, catalogue.version, texts.language)
    out_of_date = found is None or found.version != catalogue.version
    lines: list[Markup | None] = [_introduction(turn, found)]
    if out_of_date:
        lines.append(_how_to_make_it(turn))
    elif found and turn.operations is None:
        lines.append(texts("eda-page", path=str(found.page)))
    make = Button(texts("button-eda-make").unescape(), action("eda_make"))
    return Reply(
        text=Markup("\n").join(filter(None, lines)),
        intent="eda",
        facts={
            "version": found.version if found else None,
            "up_to_date": not out_of_date,
            "report": str(found.page) if found else None,
            "charts": [
                {"path": str(chart.path), "title": chart.title, "line": chart.line}
                for chart in (found.pictures if found else ())
            ],
        },
        buttons=((make,),) if out_of_date and _is_admin(turn) else (),
        album=tuple(
            Picture(chart.path, texts("eda-chart", title=chart.title, line=chart.line))
            for chart in (found.pictures if found else ())
        ),
        document=_page(turn, found),
    )


def make(turn: Turn) -> Reply:
    """Begin to make the report; its end is told later."""
    operations = running(turn)
    if isinstance(operations, Reply):
        return operations
    begun = operations.report(asker(turn))
    return Reply(text=turn.texts("eda-begun" if begun else "eda-busy"), intent="eda_make")


def _introduction(turn: Turn, found: Album | None) -> Markup:
    texts = turn.texts
    if found is None:
        return texts("eda-none")
    if found.version != turn.recommender.version:
        return texts("eda-older", date=texts.date(found.created_at.date()))
    films = len(turn.recommender.catalogue)
    return texts(
        "eda", films=films, shown=texts.number(films), date=texts.date(found.created_at.date())
    )


def _how_to_make_it(turn: Turn) -> Markup | None:
    if turn.operations is None:
        return turn.texts("eda-command")
    return turn.texts("eda-may-be-made") if _is_admin(turn) else None


def _is_admin(turn: Turn) -> bool:
    return turn.operations is not None and turn.request.user in turn.admins


def _page(turn: Turn, found: Album | None) -> Document | None:
    """The whole report as a file, for an admin who reads alone."""
    if found is None or turn.request.group or not _is_admin(turn):
        return None
    try:
        return Document(f"butaca-{found.version}.html", found.page.read_bytes())
    except OSError:
        # It went with its version a moment ago.
        return None

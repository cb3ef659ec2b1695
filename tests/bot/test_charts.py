"""Pictures compared by what is in them: axes, labels and values, never by their bytes."""

from __future__ import annotations

import asyncio
import io
import os
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from bot import charts, drawing
from bot.assistant import Assistant, ChartRequest, Request
from bot.assistant.texts import LANGUAGES
from bot.charts import Charts, look, name_of, render
from bot.terminal import bars
from recommender import Recommender

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def assistant(sample: Recommender) -> Assistant:
    return Assistant(sample)


def chart(assistant: Assistant, text: str, language: str = "es") -> ChartRequest:
    reply = assistant.respond(Request(chat=1, user=1, text=text, language=language))
    assert reply.chart is not None
    return reply.chart


def drawn(request: ChartRequest) -> Figure:
    figure = drawing.figure(request.kind, request.data, look())
    figure.draw_without_rendering()
    return figure


def words(figure: Figure) -> set[str]:
    return {text.get_text() for text in figure.findobj(Text)}


def only_axes(figure: Figure) -> Axes:
    (axes,) = figure.axes
    return axes


def marked(axes: Axes) -> list[int]:
    colours = [to_hex(patch.get_facecolor()) for patch in axes.patches]
    return [place for place, colour in enumerate(colours) if colour == look()["accent"]]


def test_bars_are_as_long_as_the_counts(assistant: Assistant) -> None:
    request = chart(assistant, "/peliculas_mes marzo")
    axes = only_axes(drawn(request))
    assert [patch.get_width() for patch in axes.patches] == list(request.data["values"])
    assert [label.get_text() for label in axes.get_yticklabels()][:3] == [
        "enero",
        "febrero",
        "marzo",
    ]
    assert axes.get_ylim() == (11.5, -0.5)
    assert axes.get_xlabel() == "películas"
    assert marked(axes) == [2]


def test_values_that_nobody_knows_have_no_bar_and_say_so(assistant: Assistant) -> None:
    request = chart(assistant, "/franquicia toy story")
    data = {**request.data, "values": [None, *request.data["values"][1:]]}
    data["shown"] = ["sin dato", *request.data["shown"][1:]]
    figure = drawn(replace(request, data=data))
    assert only_axes(figure).patches[0].get_width() == 0
    assert "sin dato" in words(figure)


def test_years_are_two_lines_over_one_axis(assistant: Assistant) -> None:
    request = chart(assistant, "/anio 1999")
    films, revenue = drawn(request).axes
    assert list(films.lines[0].get_ydata()) == list(request.data["films"])
    known = [value for value in request.data["revenue"] if value is not None]
    line = np.asarray(revenue.lines[0].get_ydata(), float)
    assert line[~np.isnan(line)].tolist() == known
    assert films.get_ylabel() == "películas"
    assert revenue.get_ylabel() == "recaudación (US$)"
    for axes in (films, revenue):
        assert axes.lines[-1].get_xdata()[0] == 1999
    assert films.get_title(loc="left").startswith("1999: ")
    assert films.get_shared_x_axes().joined(films, revenue)


def test_the_asked_film_stands_out_among_all(assistant: Assistant) -> None:
    request = chart(assistant, "/retorno toy story")
    axes = only_axes(drawn(request))
    everyone, film = axes.collections
    assert len(everyone.get_offsets()) == len(request.data["budgets"])
    assert film.get_offsets().tolist() == [list(request.data["marked"])]
    assert to_hex(film.get_facecolor()[0]) == look()["accent"]
    assert axes.get_xscale() == axes.get_yscale() == "log"
    assert "Toy Story" in axes.get_title(loc="left")


def test_a_histogram_marks_where_the_film_is(assistant: Assistant) -> None:
    for text in ("/score toy story", "/votos toy story"):
        request = chart(assistant, text)
        axes = only_axes(drawn(request))
        heights = [patch.get_height() for patch in axes.patches]
        assert heights == list(request.data["values"])
        assert marked(axes) == [request.data["marked"]]
        assert len(axes.get_xticklabels()) == len(heights) + 1


def test_a_career_is_a_dot_for_each_film(assistant: Assistant) -> None:
    request = chart(assistant, "/director almodovar")
    figure = drawn(request)
    axes = only_axes(figure)
    dots = axes.collections[0].get_offsets().tolist()
    assert dots == [
        list(dot) for dot in zip(request.data["years"], request.data["scores"], strict=True)
    ]
    most = request.data["titles"][int(np.argmax(request.data["votes"]))]
    assert any(most.startswith(word.rstrip("…")) for word in words(figure) if len(word) > 3)


def in_sight(figure: Figure) -> Iterator[Text]:
    """The texts of a figure, without those of ticks beyond the ends of an axis."""
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    hidden |= {tick.label1, tick.label2}
    for part in figure.findobj(Text):
        if part.get_text() and part.get_visible() and part not in hidden:
            yield part


EVERY = [
    "/mes", "/dia lunes", "/anio 1950", "/anio", "/pais", "/pais México", "/genero terror",
    "/idioma_original", "/productora", "/productora pixar", "/franquicia", "/franquicia alien",
    "/actor tom hanks", "/director", "/director spielberg", "/retorno titanic", "/score amelie",
    "/votos el padrino", "/top", "/top comedia 90",
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", EVERY)
def test_nothing_is_cut_off_or_covers_something_else(
    assistant: Assistant, text: str, language: str
) -> None:
    figure = drawn(chart(assistant, text, language))
    width, height = figure.get_size_inches() * figure.dpi
    boxes = []
    for part in in_sight(figure):
        box = part.get_window_extent()
        assert box.x0 >= -1, part.get_text()
        assert box.y0 >= -1, part.get_text()
        assert box.x1 <= width + 1, part.get_text()
        assert box.y1 <= height + 1, part.get_text()
        boxes.append((part.get_text(), box.padded(-2)))
    for at, (text_, box) in enumerate(boxes):
        covering = [other for other, its in boxes[at + 1 :] if box.overlaps(its)]
        assert covering == [], text_


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_and_source_are_in_the_reader_s_language(assistant: Assistant, language: str) -> None:
    request = chart(assistant, "/pais", language)
    texts = words(drawn(request))
    assert request.data["title"] in texts
    assert request.data["source"] in texts
    assert request.data["source"].startswith({"es": "Fuente: ", "en": "Source: "}[language])


def test_signs_that_the_font_lacks_and_dollars_are_drawn_as_text(assistant: Assistant) -> None:
    request = chart(assistant, "/pais")
    labels = ["$a$ & 小津 安二郎", *request.data["labels"][1:]]
    figure = drawn(replace(request, data={**request.data, "labels": labels}))
    assert "$a$ & □□ □□□" in words(figure)


def test_a_picture_is_as_sharp_and_as_wide_as_a_phone_s_screen(assistant: Assistant) -> None:
    picture = render(chart(assistant, "/mes"))
    width, height = struct.unpack(">II", picture[16:24])
    assert picture.startswith(PNG)
    assert width == 1080
    assert 0.5 < width / height < 2


def test_the_terminal_draws_the_same_figures_as_bars(assistant: Assistant) -> None:
    request = chart(assistant, "/pais")
    lines = bars(request)
    assert len(lines) == len(request.data["labels"])
    for line, label, shown in zip(
        lines, request.data["labels"], request.data["shown"], strict=True
    ):
        assert label[:20] in line
        assert line.endswith(f" {shown}")
    lengths = [line.count("█") for line in lines]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == 28


@pytest.mark.parametrize("text", EVERY)
def test_every_chart_has_bars_in_text(assistant: Assistant, text: str) -> None:
    assert bars(chart(assistant, text))


# Kept, drawn elsewhere, and what happens when that fails


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for pictures; the fonts' list is shared, since making it takes seconds."""
    import matplotlib

    monkeypatch.setenv("MPLCONFIGDIR", matplotlib.get_configdir())
    return tmp_path / "charts"


def test_the_name_depends_on_all_that_is_in_the_picture(assistant: Assistant) -> None:
    asked = chart(assistant, "/retorno toy story")
    assert name_of(asked) == name_of(chart(assistant, "/retorno toy story"))
    others = [
        chart(assistant, "/retorno titanic"),
        chart(assistant, "/retorno toy story", "en"),
        replace(asked, data={**asked.data, "budgets": asked.data["budgets"][1:]}),
    ]
    assert len({name_of(request) for request in (asked, *others)}) == 4


async def test_a_picture_is_drawn_once_in_a_process_of_its_own(
    assistant: Assistant, folder: Path
) -> None:
    request = chart(assistant, "/mes")
    async with Charts(folder) as pictures:
        first = await pictures.png(request)
        assert first is not None
        assert first.startswith(PNG)
        path = await pictures.file(request)
        assert path is not None
        assert path.read_bytes() == first
        path.write_bytes(b"kept")
        assert await pictures.png(request) == b"kept"


async def test_a_chart_that_cannot_be_drawn_costs_nothing(
    assistant: Assistant, folder: Path
) -> None:
    request = chart(assistant, "/mes")
    broken = replace(request, data={})
    async with Charts(folder) as pictures:
        assert await pictures.png(broken) is None
        assert await pictures.file(replace(request, kind="nothing")) is None
        assert (await pictures.png(request) or b"").startswith(PNG)


async def test_a_worker_that_dies_is_started_again(assistant: Assistant, folder: Path) -> None:
    months, days = chart(assistant, "/mes"), chart(assistant, "/dia")
    async with Charts(folder) as pictures:
        assert await pictures.png(months)
        process = pictures._worker._process
        assert process is not None
        process.kill()
        process.wait()
        assert await pictures.png(days)


async def test_a_chart_that_takes_too_long_is_given_up(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "PATIENCE", 0.001)
    async with Charts(folder) as pictures:
        assert await pictures.png(chart(assistant, "/mes")) is None
        monkeypatch.setattr(charts, "PATIENCE", 30)
        assert await pictures.png(chart(assistant, "/mes"))


async def test_an_idle_worker_ends(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "IDLE", 0.0)
    async with Charts(folder) as pictures:
        await pictures.png(chart(assistant, "/mes"))
        for _ in range(100):
            await asyncio.sleep(0.01)
            if pictures._worker._process is None:
                break
        assert pictures._worker._process is None
        assert await pictures.png(chart(assistant, "/dia"))


async def test_only_so_many_charts_wait(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "MOST_WAITING", 1)
    requests = [chart(assistant, text) for text in ("/mes", "/dia", "/pais")]
    async with Charts(folder) as pictures:
        results = await asyncio.gather(*(pictures.png(request) for request in requests))
    assert sum(result is not None for result in results) == 1


def test_a_folder_that_cannot_be_written_to_is_done_without(
    assistant: Assistant, folder: Path
) -> None:
    folder.write_bytes(b"a file stands where the folder should be")

    async def draw() -> tuple[bytes | None, Path | None]:
        async with Charts(folder) as pictures:
            request = chart(assistant, "/mes")
            return await pictures.png(request), await pictures.file(request)

    picture, path = asyncio.run(draw())
    assert picture
    assert path is None


def test_the_oldest_pictures_go(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "MOST_KEPT", 2)
    folder.mkdir()
    for age in range(1, 5):
        old = folder / f"old-{age}.png"
        old.write_bytes(b"old")
        os.utime(old, (age, age))

    async def draw() -> Path | None:
        async with Charts(folder) as pictures:
            return await pictures.file(chart(assistant, "/mes"))

    path = asyncio.run(draw())
    assert path is not None
    assert {file.name for file in folder.glob("*.png")} == {"old-4.png", path.name}


def test_the_worker_draws_what_this_process_draws(assistant: Assistant, folder: Path) -> None:
    request = chart(assistant, "/genero")

    async def picture() -> bytes | None:
        async with Charts(folder) as pictures:
            return await pictures.png(request)

    assert asyncio.run(picture()) == render(request)


def test_frames_are_read_back() -> None:
    stream: Any = io.BytesIO(drawing.framed(b"one") + drawing.framed(b"") + b"\0\0")
    assert drawing.read_frame(stream) == b"one"
    assert drawing.read_frame(stream) == b""
    assert drawing.read_frame(stream) is None

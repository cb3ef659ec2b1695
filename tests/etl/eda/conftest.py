"""Reports that several tests look at, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from eda_reports import Made, publish
from raw_dump import RawDump, actor, dump_of, member

from etl import eda


@pytest.fixture(scope="session")
def sample_report(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The report of the bundled sample."""
    out = tmp_path_factory.mktemp("sample_report")
    catalogue = sample_data / "catalogue"
    return Made(catalogue, eda.report(catalogue, out / "report.html", "es", out), out)


@pytest.fixture(scope="session")
def one_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose catalogue has one film, whose title is made to break things."""
    dump = RawDump()
    dump.film(
        7,
        "<script>alert('$1')</script> & $x_2$ 映画",
        budget="1000000",
        revenue="3000000",
        overview="A <b>bold</b> & brave story of a lighthouse.",
    )
    dump.credit(7, [actor("<i>Ada</i>")], [member("Bob & Sons")])
    return publish(dump, tmp_path_factory.mktemp("one_film"))


@pytest.fixture(scope="session")
def one_film_reports(one_film: Path) -> Path:
    """The folder of that film's reports, made for a bot."""
    return eda.publish(one_film / "catalogue")


@pytest.fixture(scope="session")
def no_figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose catalogue knows of no film what it cost, earned or is thought of."""
    dump = dump_of(12)
    for film in dump.films:
        film |= {"vote_count": "0", "vote_average": "0", "runtime": "", "release_date": ""}
    return publish(dump, tmp_path_factory.mktemp("no_figures"))

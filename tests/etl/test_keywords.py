from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from raw_dump import RawDump

from etl.errors import SourceError
from etl.keywords import parse_keywords, settle_keywords
from etl.quality import FileAccount, Quarantine
from etl.records import Record, Records


def test_keywords(tmp_path: Path, dump: RawDump) -> None:
    dump.keyword(20, "toy", "friendship", "toy")
    dump.keyword(10)
    dump.keyword(20, "toy", "friendship", "toy")
    dump.keyword(20, "toy", "friendship", "rivalry")
    dump.keyword(99, "orphan")
    dump.keywords.append({"id": 30, "keywords": "[{'id': "})
    dump.keywords.append({"id": "x", "keywords": []})
    content = dump.csv(("id", "keywords"), dump.keywords)

    def records() -> Iterator[Record]:
        return iter(Records(io.BytesIO(content), "keywords.csv"))

    with Quarantine(tmp_path / "quarantine.parquet") as quarantine:
        account = FileAccount("keywords.csv", quarantine)
        parsed = parse_keywords(records(), account.name)
        keywords = settle_keywords(parsed, account, {10, 20, 30}, records)
    account.check()
    assert keywords == {20: ("toy", "friendship", "rivalry"), 10: (), 30: ()}
    assert account.merged == {"exact repeat": 1, "repeat that differs": 1}
    assert account.put_aside == {"no such film": 1, "id: no number": 1}
    assert account.cells == {"keywords: cut short": 1}
    aside = pq.read_table(tmp_path / "quarantine.parquet").to_pylist()
    assert [row["first_line"] for row in aside] == [6, 7, 8]


def test_a_missing_column_is_named() -> None:
    records = Records(io.BytesIO(b"id,words\r\n"), "keywords.csv")
    with pytest.raises(SourceError, match=r"keywords\.csv lacks the column keywords"):
        parse_keywords(iter(records), "keywords.csv")

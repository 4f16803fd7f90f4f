"""Laws: no bytes make a reader raise, and the same cells read alike from every format."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from siting.project.readers import read_table
from siting.project.readers.raw import RawTable, TableSource
from siting.vocabulary import table

ROWS = [["施設ID", "施設名", "n"], ["W1", "髙井①配水池", "1"], ["W2", "ﾎﾟﾝﾌﾟ場,\n二", "２～３"]]
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@cache
def good_csv(encoding: str) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(ROWS)
    return written.getvalue().encode(encoding)


@cache
def good_xlsx() -> bytes:
    workbook = openpyxl.Workbook()
    for row in ROWS:
        workbook.worksheets[0].append(row)
    workbook.worksheets[0].merge_cells("E5:E6")
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


@cache
def good_geojson() -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(ROWS[0], row, strict=True)),
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[135, 34], [135.1, 34], [135, 34.1], [135, 34]]],
            },
        }
        for row in ROWS[1:]
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with a few bytes replaced, dropped or put in, or cut short."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(changed) - 1, 0)))
        length = draw(st.sampled_from([0, 1, 1, 1, 2, 8]))
        odd = st.sampled_from([b"", b"\x00", b'"', b"\xff", b"\x81", b"\xef\xbb\xbf", b"\n", b",", b"{", b"1e999"])
        changed[at : at + length] = draw(odd | st.binary(max_size=4))
    return bytes(changed[: draw(st.integers(0, len(changed)))] if draw(st.integers(0, 9)) == 0 else changed)


def check_law(path: Path) -> RawTable | None:
    raw, problems = read_table(TableSource(path, path.name), table("facilities"))
    assert raw is not None or problems
    for problem in problems:
        assert problem.say("en")
        assert problem.say("ja")
    if raw is not None:
        assert {len(column) for column in raw.columns} <= {len(raw.rows)}
        assert len(raw.columns) == len(raw.headings)
        assert raw.geometry is None or len(raw.geometry) == len(raw.rows)
        assert all(raw.place(row, at) for row in range(len(raw.rows)) for at in range(len(raw.columns)))
    return raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@settings(max_examples=300, suppress_health_check=SLOW)
@given(data=st.data())
def test_mutated_csv(tmp_path: Path, encoding: str, data: st.DataObject) -> None:
    path = tmp_path / "facilities.csv"
    path.write_bytes(data.draw(mutated(good_csv(encoding))))
    check_law(path)


@settings(max_examples=300, suppress_health_check=SLOW)
@given(content=mutated(good_xlsx()) | st.binary(max_size=40).map(lambda some: b"PK\x03\x04" + some))
def test_mutated_xlsx(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "facilities.xlsx"
    path.write_bytes(content)
    check_law(path)


@settings(max_examples=200, suppress_health_check=SLOW)
@given(data=st.data())
def test_mutated_sheet(tmp_path: Path, data: st.DataObject) -> None:
    """The zip's checksums keep mutations of the file from the XML, so the XML is mutated within a sound zip."""
    parts = dict(_parts())
    name = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]))
    parts[name] = data.draw(mutated(parts[name]))
    path = tmp_path / "facilities.xlsx"
    with zipfile.ZipFile(path, "w") as written:
        for part, content in parts.items():
            written.writestr(part, content)
    check_law(path)


@cache
def _parts() -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(good_xlsx())) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


@settings(max_examples=300, suppress_health_check=SLOW)
@given(content=mutated(good_geojson()))
def test_mutated_geojson(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "facilities.geojson"
    path.write_bytes(content)
    check_law(path)


# What a CSV of siting's, CP932 and XML all can hold; an apostrophe may disarm a formula, # begin an Excel error.
# 縺 is left out: a CP932 line that consists of it and a half-width kana is UTF-8 too, and is refused as doubtful.
CELLS = st.text('aZ09 .,;"()/%-ー〜あ施設髙①１ｍ²㎡ﾎﾟﾂｲﾃ\t\n'.replace("〜", "～").replace("²", ""), max_size=6)


def xlsx_of(path: Path, rows: list[list[str]]) -> None:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(path)


def csv_of(path: Path, rows: list[list[str]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def stripped(raw: RawTable | None) -> tuple[Any, ...]:
    assert raw is not None
    columns = [["" if cell is None else str(cell).strip() for cell in column] for column in raw.columns]
    return raw.headings, columns, raw.rows.tolist()


@settings(max_examples=150, suppress_health_check=SLOW)
@given(rows=st.lists(st.tuples(st.just("W1"), CELLS, CELLS, CELLS).map(list), max_size=6))
def test_the_same_cells_from_every_format(tmp_path: Path, rows: list[list[str]]) -> None:
    whole = [["施設ID", "施設名", "備考", "n"], *rows]
    writers: dict[str, Callable[[Path], None]] = {
        "utf8.csv": lambda path: csv_of(path, whole, "utf-8"),
        "bom.csv": lambda path: csv_of(path, whole, "utf-8-sig"),
        "cp932.csv": lambda path: csv_of(path, whole, "cp932"),
        "book.xlsx": lambda path: xlsx_of(path, whole),
    }
    read = {}
    for name, write in writers.items():
        write(tmp_path / name)
        read[name] = stripped(check_law(tmp_path / name))
    expected = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)] or [[], [], [], []]
    assert read["utf8.csv"] == (tuple(whole[0]), expected, list(range(2, len(rows) + 2)))
    assert all(one == read["utf8.csv"] for one in read.values())


@settings(max_examples=200, suppress_health_check=SLOW)
@given(lines=st.lists(st.text("あ施設髙①ﾎﾟﾂｲaZ1", min_size=1, max_size=8), min_size=1, max_size=8))
def test_cp932_is_never_taken_for_utf8(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "facilities.csv"
    path.write_bytes("\n".join(["施設ID", *lines]).encode("cp932"))
    try:
        path.read_bytes().decode("utf-8")
        assume(False)
    except UnicodeDecodeError:
        pass
    raw = check_law(path)
    assert raw is not None
    assert list(raw.columns[0]) == lines

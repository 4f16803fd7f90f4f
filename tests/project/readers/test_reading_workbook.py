"""Workbooks: which sheet, cell types and addresses, and every fault."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siting.project.readers import sha256_of
from siting.project.readers.raw import RawTable

Good = Callable[..., RawTable]
Refused = Callable[..., list[str]]
Read = Callable[..., tuple[RawTable | None, list[Any]]]
DAMAGED = "facilities.xlsx: this is no Excel workbook, or it is damaged: open it in Excel and save it as .xlsx"


def book(folder: Path, sheets: dict[str, list[list[Any]]], merge: tuple[str, ...] = ()) -> Path:
    """A workbook of the sheets' rows; ``merge`` names ranges of the first."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cells in merge:
        workbook.worksheets[0].merge_cells(cells)
    path = folder / "facilities.xlsx"
    workbook.save(path)
    return path


def edited(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The workbook with bytes of one part replaced, for what openpyxl does not write."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_types_and_places(tmp_path: Path, good: Good) -> None:
    rows: list[list[Any]] = [
        ["施設ID", "施設名", None, "n", "x", "ok", "day", None],
        ["W1", "髙井①", None, 7, 1.5, True, dt.datetime(2024, 4, 1), None],
        [None, "  ", None, None],
        ["W2", None, None, None, "１２", False],
    ]
    raw = good(book(tmp_path, {"施設": rows}))
    assert raw.headings == ("施設ID", "施設名", "n", "x", "ok", "day")
    assert [list(column) for column in raw.columns] == [
        ["W1", "W2"],
        ["髙井①", None],
        [7, None],
        [1.5, "１２"],
        [True, False],
        [dt.datetime(2024, 4, 1), None],
    ]
    assert raw.rows.tolist() == [2, 4]
    assert (raw.place(1, 2), raw.place(1), raw.heading_place(2)) == ("施設!D4", "施設!4", "施設!D1")
    assert raw.sha256 == sha256_of(tmp_path / "facilities.xlsx")


def test_which_sheet(tmp_path: Path, good: Good, refused: Refused) -> None:
    rows = [["id", "name"], ["W1", "a"]]
    assert good(book(tmp_path, {"Sheet1": rows})).sheet == "Sheet1"
    assert good(book(tmp_path, {"x": [], "Facilities ": rows})).sheet == "Facilities "
    path = book(tmp_path, {"a": rows, "施設": rows})
    assert good(path).sheet == "施設"
    assert good(path, sheet="a").sheet == "a"
    assert refused(path, sheet="b") == ["facilities.xlsx: there is no b; the file has a, 施設"]
    both = "which part holds the table? State sheet or layer under [tables.facilities] in project.toml; the file has"
    assert refused(book(tmp_path, {"a": rows, "b": rows})) == [f"facilities.xlsx: {both} a, b"]
    assert refused(book(tmp_path, {"施設": rows, "facilities": rows})) == [f"facilities.xlsx: {both} 施設, facilities"]


def test_hidden_rows_and_columns_are_read(tmp_path: Path, good: Good) -> None:
    path = book(tmp_path, {"施設": [["id", "name"], ["W1", "a"], ["W2", "b"]]})
    workbook = openpyxl.load_workbook(path)
    workbook["施設"].row_dimensions[2].hidden = True
    workbook["施設"].column_dimensions["B"].hidden = True
    workbook.save(path)
    assert list(good(path).columns[1]) == ["a", "b"]


def test_wrong_extent_and_formatted_cells_beyond(tmp_path: Path, good: Good) -> None:
    path = book(tmp_path, {"施設": [["id", "name"], ["W1", "a"]]})
    workbook = openpyxl.load_workbook(path)
    workbook["施設"]["H40"].number_format = "0.0"
    workbook.save(path)
    edited(path, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:H40"', b'<dimension ref="A1"')
    raw = good(path)
    assert (raw.headings, raw.rows.tolist()) == (("id", "name"), [2])


def test_error_cells(tmp_path: Path, read: Read) -> None:
    raw, problems = read(book(tmp_path, {"施設": [["id", "x"], ["W1", "#N/A"], ["W2", "#DIV/0!"], ["#3", 1]]}))
    assert raw is not None
    assert [list(column) for column in raw.columns] == [["W1", "W2", "#3"], [None, None, 1]]
    assert [problem.say("en") for problem in problems] == [
        "facilities.xlsx:施設!B2: '#N/A' - the cell shows an Excel error: correct its formula or type the value",
        "facilities.xlsx:施設!B3: '#DIV/0!' - the cell shows an Excel error: correct its formula or type the value",
    ]
    assert raw.notes["reported"] == {"施設!B2", "施設!B3"}


def test_formulas_without_result(tmp_path: Path, refused: Refused) -> None:
    path = book(tmp_path, {"施設": [["id", "x", "y"], ["W1", "=1+1", "=2+2"]]})
    assert refused(path) == [
        (
            "facilities.xlsx:施設!B2: 2 formulas have no stored result, this one first: open the workbook in Excel once "
            "and save it"
        )
    ]


def test_formulas_with_results(tmp_path: Path, good: Good) -> None:
    path = book(tmp_path, {"施設": [["id", "x", "y"], ["W1", "=1+1", '=IF(1,"","")']]})
    part = "xl/worksheets/sheet1.xml"
    edited(path, part, b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    edited(path, part, b'<c r="C2">', b'<c r="C2" t="str">')
    raw = good(path)
    assert [list(column) for column in raw.columns] == [["W1"], [2], [None]]


def test_merged_cells(tmp_path: Path, read: Read, good: Good) -> None:
    rows: list[list[Any]] = [
        ["id", "name", "x"],
        ["W1", "a", 1],
        ["W2", None, 2],
        ["W3", "c", None],
        [None, None, None],
    ]
    raw, problems = read(book(tmp_path, {"施設": rows}, merge=("B2:B3", "B4:C4", "E2:F9")))
    assert raw is not None
    assert [problem.say("en") for problem in problems] == [
        "facilities.xlsx:施設!B2: the cells B2:B3 are merged: unmerge them and fill in each cell",
        "facilities.xlsx:施設!B4: the cells B4:C4 are merged: unmerge them and fill in each cell",
    ]
    assert raw.notes["reported"] == {"施設!B3", "施設!C4"}
    good(book(tmp_path, {"施設": [["id", None, "x"], ["W1", None, 1]]}, merge=("A1:B1",)))


def test_headings_in_two_rows(tmp_path: Path, read: Read) -> None:
    rows: list[list[Any]] = [["id", "出力", None], [None, "kW", "kWh"], ["W1", 1, 2]]
    _, problems = read(book(tmp_path, {"施設": rows}, merge=("A1:A2", "B1:C1")))
    assert [problem.say("en").split(": ", 1)[1] for problem in problems] == [
        "the cells A1:A2 are merged: unmerge them and fill in each cell",
        "column C holds values (first in row 2) but has no heading: name it or clear it",
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], "施設: the sheet is empty"),
        ([[" "], [None]], "施設: the sheet is empty"),
        ([[None], ["id", "name"]], "施設!1: the first row is blank; the headings must stand in row 1: delete the rows above them"),
        ([["一覧"], ["id", "name"], ["W1", 1]], "施設!1: '一覧' - a title stands above the table; the headings must stand in row 1: delete the rows above row 2"),
    ],
)  # fmt: skip
def test_sheet_without_headings(tmp_path: Path, refused: Refused, rows: list[list[Any]], expected: str) -> None:
    assert refused(book(tmp_path, {"施設": rows})) == [f"facilities.xlsx:{expected}"]


def test_headings_only(tmp_path: Path, good: Good) -> None:
    raw = good(book(tmp_path, {"施設": [["id", 2024]]}))
    assert (raw.headings, len(raw.rows), [len(c) for c in raw.columns]) == (("id", "2024"), 0, [0, 0])


def test_files_that_are_no_workbook(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "facilities.xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for content, expected in (
        (b"id,name\nW1,a\n", DAMAGED),
        (b"PK\x03\x04 cut", DAMAGED),
        (ole + b"Workbook", "facilities.xlsx: this is an old Excel workbook (.xls): save it as .xlsx"),
        (
            ole + "EncryptedPackage".encode("utf-16-le"),
            "facilities.xlsx: the workbook is protected: save it without a password",
        ),
    ):
        path.write_bytes(content)
        assert refused(path) == [expected]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "not a workbook")
    assert refused(path) == [DAMAGED]
    good_book = book(tmp_path, {"施設": [["id"], ["W1"]]})
    assert refused(edited(good_book, "xl/worksheets/sheet1.xml", b"</sheetData>", b"</wrong>")) == [DAMAGED]

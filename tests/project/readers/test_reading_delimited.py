"""CSV: encodings, delimiters, row numbers and every fault."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from siting.project.readers import sha256_of
from siting.project.readers.raw import RawTable

Good = Callable[..., RawTable]
Refused = Callable[..., list[str]]
Read = Callable[..., tuple[RawTable | None, list[object]]]

JAPANESE = "施設ID,施設名,備考\nW01,髙井①配水池,１２～３４ｍ\nW02,ﾎﾟﾝﾌﾟ場,\n"


def cells(raw: RawTable) -> list[list[object]]:
    return [list(column) for column in raw.columns]


def csv(folder: Path, content: str | bytes, encoding: str = "utf-8", name: str = "facilities.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_japanese_in_every_encoding(tmp_path: Path, good: Good, encoding: str, ends: str) -> None:
    raw = good(csv(tmp_path, JAPANESE.replace("\n", ends), encoding))
    assert raw.headings == ("施設ID", "施設名", "備考")
    assert cells(raw) == [["W01", "W02"], ["髙井①配水池", "ﾎﾟﾝﾌﾟ場"], ["１２～３４ｍ", ""]]
    assert raw.rows.tolist() == [2, 3]
    assert raw.sha256 == sha256_of(tmp_path / "facilities.csv")
    assert (raw.place(0, 1), raw.heading_place(1), raw.letters, raw.sheet) == ("2", "1", (), "")


@pytest.mark.parametrize("stated", ["cp932", "Shift_JIS", "SJIS", "MS932", "windows-31j"])
def test_stated_encoding(tmp_path: Path, good: Good, stated: str) -> None:
    assert good(csv(tmp_path, JAPANESE, "cp932"), encoding=stated).columns[1][0] == "髙井①配水池"


def test_stated_encodings_beyond_the_usual(tmp_path: Path, good: Good) -> None:
    plain = JAPANESE.replace("髙", "高").replace("①", "1").replace("～", "-")
    assert good(csv(tmp_path, plain, "euc_jp"), encoding="euc-jp").columns[1][0] == "高井1配水池"
    assert good(csv(tmp_path, JAPANESE, "utf-16"), encoding="utf-16").columns[1][0] == "髙井①配水池"
    assert good(csv(tmp_path, JAPANESE, "utf-8-sig"), encoding="UTF-8").headings[0] == "施設ID"


def test_stated_encoding_that_does_not_fit(tmp_path: Path, refused: Refused) -> None:
    path = csv(tmp_path, "id,name\nW1,a\nW2,配水池\n", "cp932")
    assert refused(path, encoding="utf-8") == [
        "facilities.csv:3: a character here is not in utf-8: correct encoding, or save as CSV UTF-8"
    ]
    for unknown in ("klingon", "rot13", "base64"):
        assert refused(path, encoding=unknown) == [f"facilities.csv: unknown encoding {unknown}: write utf-8 or cp932"]
    assert "is not in utf-16" in refused(path, encoding="utf-16")[0]


def test_half_width_katakana_that_is_valid_utf8_by_accident(tmp_path: Path, good: Good) -> None:
    by_accident = "id,name\nW1,ﾃｱﾅｲ\n".encode("cp932")
    assert by_accident.decode("utf-8") != "id,name\nW1,ﾃｱﾅｲ\n"
    assert good(csv(tmp_path, by_accident)).columns[1][0] == "ﾃｱﾅｲ"


@pytest.mark.parametrize("unit", ["m²", "m³/s", "±5°", "η×ρ"])
def test_signs_in_utf8_are_no_katakana(tmp_path: Path, good: Good, unit: str) -> None:
    assert good(csv(tmp_path, f"id,note\nW1,{unit}\n")).columns[1][0] == unit


def test_accidental_katakana_among_cp932_is_no_mixture(tmp_path: Path, good: Good) -> None:
    raw = good(csv(tmp_path, "施設ID,name\nW1,ﾂｲ\nW2,ルリ\n", "cp932"))
    assert list(raw.columns[1]) == ["ﾂｲ", "ルリ"]


def test_cp932_that_could_be_utf8_by_line(tmp_path: Path, good: Good) -> None:
    assert "縺①".encode("cp932").decode("utf-8") == "ぇ@"
    assert good(csv(tmp_path, "施設ID,name\nW1,縺①\n", "cp932")).columns[1][0] == "縺①"


def test_one_character_in_the_other_encoding(tmp_path: Path, refused: Refused) -> None:
    mixed = "施設ID,name\n".encode("cp932") + "W1,東\n".encode()
    assert "UTF-8 in lines 2, CP932 (Shift_JIS) in lines 1;" in refused(csv(tmp_path, mixed))[0]


def test_mixed_encodings(tmp_path: Path, refused: Refused) -> None:
    lines = [b"id,name\n", *("W1,配水池\n".encode(),) * 4, "W5,浄水場\n".encode("cp932")]
    assert refused(csv(tmp_path, b"".join(lines))) == [
        (
            "facilities.csv:6: two encodings in one file: UTF-8 in lines 2, 3, 4, ..., CP932 (Shift_JIS) in lines 6; "
            "save all of it as CSV UTF-8"
        )
    ]
    marked = b"\xef\xbb\xbfid,name\n" + "W5,浄水場\n".encode("cp932")
    assert "UTF-8 in lines 1, CP932 (Shift_JIS) in lines 2" in refused(csv(tmp_path, marked))[0]


@pytest.mark.parametrize("byte", [b"\xff", b"\x80", b"\x81\n"])
def test_byte_of_no_encoding(tmp_path: Path, refused: Refused, byte: bytes) -> None:
    path = csv(tmp_path, "施設ID,a\nW1,".encode("cp932") + byte + b",\n")
    assert refused(path) == [
        "facilities.csv:2: a character here is neither UTF-8 nor CP932 (Shift_JIS): type it again, or state encoding"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (JAPANESE.encode("utf-16"), ": the file is in UTF-16: save it as CSV UTF-8"),
        (b"a,b\n1,2\n3,\x00\n", ":3: a NUL character stands here, so the file is in UTF-16 or damaged: save it as CSV UTF-8"),
        (JAPANESE.encode("utf-16-le"), ":1: a NUL character stands here, so the file is in UTF-16 or damaged: save it as CSV UTF-8"),
        (b"PK\x03\x04rest", ": this is a workbook, not CSV: give it the ending .xlsx"),
        (b"\xd0\xcf\x11\xe0rest", ": this is an old or protected Excel workbook, not CSV: save it as .xlsx or .csv"),
        (b"", ": the file is empty"),
        (b"\xef\xbb\xbf", ": the file is empty"),
        (b"\n , \n", ": the file is empty"),
        (b",,\nid,name\nW1,a\n", ":1: the first row is blank; the headings must stand in row 1: delete the rows above them"),
        (b"\nid,name\nW1,a\n", ":1: the first row is blank; the headings must stand in row 1: delete the rows above them"),
        ('id,name\nW1,"a\nW2,b\n', ":2: a quotation mark in this row does not pair: close it, or double it if it is part of the text"),
        ('id,name\nW1,"a\nW2,b\nW3,"c\n', ":2: a quotation mark in this row does not pair: close it, or double it if it is part of the text"),
        ('id,name\nW1,"' + "a" * 200_000, ":2: a quotation mark in this row does not pair: close it, or double it if it is part of the text"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_taken(tmp_path: Path, refused: Refused, content: str | bytes, expected: str) -> None:
    assert refused(csv(tmp_path, content)) == [f"facilities.csv{expected}"]


def test_title_above_the_headings(tmp_path: Path, refused: Refused) -> None:
    path = csv(tmp_path, "施設一覧,,\n,,\n令和6年,,\n施設ID,施設名,\nW1,a,\n")
    assert refused(path) == [
        (
            "facilities.csv:1: '施設一覧' - a title stands above the table; the headings must stand in row 1: "
            "delete the rows above row 4"
        )
    ]


def test_heading_only_is_a_table_without_rows(tmp_path: Path, good: Good) -> None:
    raw = good(csv(tmp_path, "id,name\n"))
    assert raw.headings == ("id", "name")
    assert [len(column) for column in raw.columns] == [0, 0] == [len(raw.rows)] * 2


def test_one_column(tmp_path: Path, good: Good) -> None:
    assert cells(good(csv(tmp_path, "id\nW1\nW2"))) == [["W1", "W2"]]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_delimiters(tmp_path: Path, good: Good, mark: str) -> None:
    raw = good(csv(tmp_path, f'id{mark}name\nW1{mark}"a,b;c\td"\n'))
    assert cells(raw) == [["W1"], ["a,b;c\td"]]


def test_tsv_and_upper_case_ending(tmp_path: Path, good: Good) -> None:
    assert good(csv(tmp_path, "id\tname\nW1\ta\n", name="facilities.TSV")).headings == ("id", "name")


def test_rows_are_numbered_by_record(tmp_path: Path, good: Good) -> None:
    raw = good(csv(tmp_path, 'id,name\nW1,"two\nlines"\n\n , \nW2,b\n,,\nW3\n'))
    assert raw.rows.tolist() == [2, 5, 7]
    assert cells(raw) == [["W1", "W2", "W3"], ["two\nlines", "b", ""]]


def test_surplus_cells(tmp_path: Path, read: Read) -> None:
    raw, problems = read(csv(tmp_path, "id,kwh\nW1,1,234\nW2,5,,\nW3,6,7,8\n"))
    assert raw is not None
    assert cells(raw) == [["W1", "W2", "W3"], ["1", "5", "6"]]
    assert [p.say("en") for p in problems] == [  # type: ignore[attr-defined]
        "facilities.csv:2: '234' - the row has 1 cells more than there are headings: put a cell that contains a comma in quotation marks",
        "facilities.csv:3: ', ' - the row has 2 cells more than there are headings: put a cell that contains a comma in quotation marks",
        "facilities.csv:4: '7, 8' - the row has 2 cells more than there are headings: put a cell that contains a comma in quotation marks",
    ]  # fmt: skip


def test_columns_without_heading(tmp_path: Path, read: Read) -> None:
    raw, problems = read(csv(tmp_path, "id,,name,\nW1,,a,\nW2,x,b,\n"))
    assert raw is not None
    assert raw.headings == ("id", "name")
    assert [p.say("en") for p in problems] == [  # type: ignore[attr-defined]
        "facilities.csv:1: column B holds values (first in row 3) but has no heading: name it or clear it"
    ]


def test_formulas_that_siting_disarmed_are_read_back(tmp_path: Path, good: Good) -> None:
    written = ["'=1+1", "'+81", "'-x", "'@", "'\tx", "'plain", "'", "it's", "''=1"]
    raw = good(csv(tmp_path, "id,note\n" + "".join(f"W,{cell}\n" for cell in written)))
    assert list(raw.columns[1]) == ["=1+1", "+81", "-x", "@", "\tx", "'plain", "'", "it's", "''=1"]


def test_csv_needs_no_heavy_library(tmp_path: Path) -> None:
    path = csv(tmp_path, JAPANESE, "cp932")
    code = (
        "import sys; from pathlib import Path; from siting.project.readers import find_tables, read_table;"
        "from siting.vocabulary import table;"
        f"found, _ = find_tables(Path({str(path.parent)!r}), ['facilities'], {{}});"
        "raw, problems = read_table(found['facilities'], table('facilities')); assert raw and not problems;"
        "heavy = {'geopandas', 'shapely', 'pyogrio', 'pyarrow', 'pyproj', 'openpyxl', 'pandas'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_hundred_thousand_rows(tmp_path: Path, good: Good, encoding: str) -> None:
    headings = ",".join(f"列{at}" for at in range(15))
    row = ",".join(["W001", "配水池ルリ", *["123.45"] * 13])
    path = csv(tmp_path, headings + "\n" + f"{row}\n" * 100_000, encoding)
    raw = good(path)
    assert len(raw.rows) == 100_000
    assert raw.columns[2][-1] == "123.45"


def test_blank_surplus_of_every_row_is_let_pass(tmp_path: Path, read: Read) -> None:
    raw, problems = read(csv(tmp_path, "id,kwh\nW1,1,,\nW2,5,,\n"))
    assert problems == []
    assert cells(raw) == [["W1", "W2"], ["1", "5"]]

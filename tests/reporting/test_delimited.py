"""CSV that Excel opens as it is meant: BOM, plain ends, no formulas, whole numbers of digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from siting.language import text, verbatim
from siting.project.readers import read_table
from siting.project.readers.raw import TableSource
from siting.reporting.delimited import csv_bytes, disarmed
from siting.vocabulary import table


def test_formula_cells_are_disarmed() -> None:
    frame = pd.DataFrame({"name": ['=HYPERLINK("http://x")', "+81", "-x", "@a", "\tx", "'=x", "plain"]}, dtype=object)
    lines = csv_bytes(frame, "en").decode("utf-8-sig").splitlines()
    assert lines[1:] == ['"\'=HYPERLINK(""http://x"")"', "'+81", "'-x", "'@a", "'\tx", "''=x", "plain"]


def test_numbers_keep_every_digit_and_nothing_is_blank() -> None:
    frame = pd.DataFrame({"a": [0.1 + 0.2, np.nan, -1.5], "b": [True, False, True], "c": [1, 2, 3]})
    assert csv_bytes(frame, "en") == "\ufeffa,b,c\n0.30000000000000004,true,1\n,false,2\n-1.5,true,3\n".encode()


def test_messages_are_said_in_the_language() -> None:
    frame = pd.DataFrame({"why": [text("a value is required"), verbatim("浸水", en="flood"), None]}, dtype=object)
    assert csv_bytes(frame, "en").decode("utf-8-sig") == 'why\na value is required\nflood\n""\n'
    assert "浸水" in csv_bytes(frame, "ja").decode("utf-8-sig")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_what_siting_writes_it_reads_back(tmp_path_factory: object, words: str) -> None:
    name = words.strip() or "x"
    cell = str(disarmed(name))
    assert not cell.startswith(("=", "+", "-", "@"))
    frame = pd.DataFrame({"facility_id": ["W01"], "name": [name]}, dtype=object)
    path = Path("/tmp") if not hasattr(tmp_path_factory, "mktemp") else tmp_path_factory.mktemp("csv")
    (path / "facilities.csv").write_bytes(csv_bytes(frame, "en"))
    raw, problems = read_table(TableSource(path / "facilities.csv", "facilities.csv"), table("facilities"))
    assert not problems
    assert raw is not None
    assert raw.columns[1][0] == name

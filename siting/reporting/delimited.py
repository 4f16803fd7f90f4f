"""CSV for Excel: UTF-8 with BOM, cells that a spreadsheet would take for a formula disarmed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from siting.language import Text

# A text that begins so is a formula to a spreadsheet. One that already begins with apostrophes before such a
# character gets one more, so that reading takes exactly one away again.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
BOM = "\ufeff"


def disarmed(cell: Any) -> Any:
    """A text cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def csv_bytes(frame: pd.DataFrame, lang: str) -> bytes:
    """The frame as a CSV file; messages are said in ``lang``, numbers are not rounded."""
    plain = pd.DataFrame({name: _plain_column(frame[name], lang) for name in frame.columns})
    return (BOM + plain.to_csv(index=False, lineterminator="\n")).encode("utf-8")


def _plain_column(column: pd.Series, lang: str) -> pd.Series:
    if column.dtype.kind == "b":
        return column.map({True: "true", False: "false"})
    if column.dtype.kind != "O":
        return column
    # Each different cell is put into words once; a long column repeats few texts or is a column of ids.
    codes, different = pd.factorize(column, use_na_sentinel=True)
    said = np.array([*(_said(cell, lang) for cell in different), None], dtype=object)
    return pd.Series(said[codes], index=column.index, dtype=object)


def _said(cell: Any, lang: str) -> Any:
    if isinstance(cell, Text):
        cell = cell.say(lang)
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    return disarmed(cell)

"""Small things every layer does with frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """Each row with its columns as attributes, ``Index`` being its label. Pandas cannot type what they hold."""
    return iter(frame.itertuples())


def plain_objects(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every column that is not numeric as plain objects, nothing being None.

    Pandas 3 makes its own string type of columns that happen to hold only texts, and rows of several tables put
    together leave NaN among texts: neither may depend on what a project contains.
    """
    columns = {}
    for name in frame:
        if frame[name].dtype.kind == "O":
            cells = frame[name].to_numpy(dtype=object).copy()
            cells[frame[name].isna().to_numpy(dtype=bool)] = None
            columns[str(name)] = pd.Series(cells, frame.index, dtype=object)
    return frame.assign(**columns)

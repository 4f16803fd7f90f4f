"""The long table of cash flows: option, case, scheme, party, year, item, yen. Income is positive, cost negative.

Before schemes divide it, all money is the project's own: scheme and party are both ``project``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.finance.flows import CashFlow, Words
from siting.vocabulary.money import ITEM_NAMES

KEYS = ("option_id", "case", "scheme", "party", "item")
COLUMNS = ("option_id", "case", "scheme", "party", "year", "item", "yen")
WHOLE = "project"


def wide_rows(flow: CashFlow, option_ids: Words, case: str, eligible: np.ndarray) -> pd.DataFrame:
    """A row per eligible option and item with its yen of years 0..T in ``y0``, ``y1``, ...; NaN after the last that counts."""
    years = flow.energy_kwh.shape[1]
    counted = np.arange(years) <= flow.years[:, None]
    at = np.flatnonzero(eligible)
    parts = []
    for name in sorted(flow.items, key=ITEM_NAMES.index):
        yen = np.where(counted, flow.items[name], np.nan)[at]
        part = pd.DataFrame(yen, columns=[f"y{t}" for t in range(years)])
        part.insert(0, "item", name)
        parts.append(part.assign(_option=at, option_id=option_ids[at], case=case, scheme=WHOLE, party=WHOLE))
    if not parts:
        return pd.DataFrame({name: [] for name in KEYS})
    rows = pd.concat(parts, ignore_index=True).sort_values("_option", kind="stable")
    return rows[[*KEYS, *(f"y{t}" for t in range(years))]].reset_index(drop=True)


def long_rows(wide: pd.DataFrame) -> pd.DataFrame:
    """The same as one row per year; years without money of an item are left out, year by year within a party's view."""
    years = [name for name in wide.columns if name not in KEYS]
    yen = wide[years].to_numpy(dtype=float)
    row, column = np.nonzero(~np.isnan(yen) & (yen != 0))
    frame = wide.iloc[row][list(KEYS)].reset_index(drop=True)
    frame["year"], frame["yen"] = np.array([int(name[1:]) for name in years])[column], yen[row, column]
    view = wide.groupby(list(KEYS[:-1]), sort=False, dropna=False).ngroup().to_numpy()[row]
    return frame.iloc[np.lexsort((row, frame["year"], view))][list(COLUMNS)].reset_index(drop=True)

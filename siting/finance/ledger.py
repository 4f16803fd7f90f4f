"""The long table of cash flows: option, case, scheme, party, year, item, yen. Income is positive, cost negative.

Before schemes divide it, all money is the project's own: scheme and party are both ``project``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from siting.finance.evaluate import Flows, Plant, case_flows
from siting.project.model import Case, Finance

COLUMNS = ("option_id", "case", "scheme", "party", "year", "item", "yen")
WHOLE = "project"


def plant_of(options: pd.DataFrame) -> Plant:
    """What finance needs of an options frame."""
    numbers = {
        name: options[name].to_numpy(dtype=float)
        for name in ("capacity_kw", "annual_kwh", "capex_yen", "opex_yen_per_year")
    }
    technology, stage = (options[name].to_numpy(dtype=object) for name in ("technology", "stage"))
    loss = options["supply_loss"].to_numpy(dtype=float)
    return Plant(technology=technology, stage=stage, supply_loss=np.where(np.isnan(loss), 0.0, loss), **numbers)


def ledger(options: pd.DataFrame, cases: Mapping[str, Case], finance: Finance) -> pd.DataFrame:
    """The cash flows of evaluated options under every case they are eligible for."""
    parts = [
        part
        for number, (name, case) in enumerate(cases.items())
        for part in _case_rows(options, number, name, case, finance)
    ]
    if not parts:
        return pd.DataFrame({column: [] for column in COLUMNS})
    rows = pd.concat(parts, ignore_index=True)
    order = rows["_order"].to_numpy() * len(cases) + rows["_case"].to_numpy()
    rows = rows.iloc[np.lexsort((rows["_item"], rows["year"], order))]
    return rows[list(COLUMNS)].reset_index(drop=True)


def _case_rows(options: pd.DataFrame, number: int, name: str, case: Case, finance: Finance) -> Iterator[pd.DataFrame]:
    eligible = options[f"eligible_{name}"].eq(True).to_numpy(dtype=bool)
    mine = options[eligible]
    flows = case_flows(plant_of(mine), case, finance)
    at = np.flatnonzero(eligible)
    for item_number, (item, first_year, yen) in enumerate(_items(flows)):
        years = np.arange(first_year, first_year + yen.shape[1])
        yield pd.DataFrame(
            {
                "option_id": np.repeat(mine["option_id"].to_numpy(), len(years)),
                "case": name, "scheme": WHOLE, "party": WHOLE,
                "year": np.tile(years, len(mine)), "item": item, "yen": yen.ravel(),
                "_order": np.repeat(at, len(years)), "_case": number, "_item": item_number,
            }
        )  # fmt: skip


def _items(flows: Flows) -> Iterable[tuple[str, int, np.ndarray]]:
    yield "capex", 0, -flows.investment_yen[:, None]
    if np.any(flows.extra_yen):
        yield "case_extra", 0, -flows.extra_yen[:, None]
    yield "benefit", 1, flows.benefit_yen[:, 1:]
    yield "opex", 1, -flows.running_yen[:, 1:]

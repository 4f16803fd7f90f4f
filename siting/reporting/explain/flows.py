"""The items of an option's cash flow under a case, each with its present value and the figures it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from siting.finance.ledger import WHOLE
from siting.finance.metrics import discount_factors
from siting.language import verbatim
from siting.reporting.explain.base import basis_inputs
from siting.reporting.explain.lookup import Option, from_config, shown
from siting.reporting.explain.records import Input
from siting.reporting.life_figures import life_figures
from siting.reporting.results import Results
from siting.vocabulary.money import ITEMS, Group, Item

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Flow:
    """An item with its yen of years 0..T and their present value; income positive, cost negative."""

    item: Item
    yen: Floats
    value: float

    @property
    def benefit(self) -> bool:
        """Whether it counts among the benefits."""
        return self.item.group is Group.BENEFIT


def flows_of(results: Results, option: Option, case: str) -> list[Flow]:
    """The items of an option under a case; none where its flows are not among those written."""
    frame = results.flows
    if not len(frame):
        return []
    mine = frame[
        (frame["option_id"].eq(option["option_id"]) & frame["case"].eq(case) & frame["scheme"].eq(WHOLE)).to_numpy(
            dtype=bool
        )
    ]
    years = [name for name in frame.columns if name[:1] == "y" and name[1:].isdigit()]
    factors = discount_factors(results.config.finance.discount_rate, len(years) - 1)
    rows = dict(zip(mine["item"], np.nan_to_num(mine[years].to_numpy(dtype=float)), strict=True))
    written = ((item, rows[item.name]) for item in ITEMS if item.name in rows)
    return [Flow(item, yen, float((yen * factors).sum())) for item, yen in written if yen.any()]


def net_of(flows: list[Flow]) -> Floats:
    """What is left of every year."""
    return np.asarray(np.sum([one.yen for one in flows], axis=0))


def item_inputs(option: Option, case: str, flows: list[Flow]) -> list[Input]:
    """The items as inputs: the present value of each, benefits and costs positive."""
    return [
        Input(
            one.item.name, verbatim(one.item.en, ja=one.item.ja, en=one.item.en), shown(one.value if one.benefit else -one.value),
            "yen", f"cashflows.csv {option['option_id']} {case} {one.item.name}",
        )
        for one in flows
    ]  # fmt: skip


def cost_inputs(results: Results, option: Option, case: str, flows: list[Flow]) -> Iterator[Input]:
    """The keys of project.toml behind the items of an option beyond capital and running cost."""
    config, technology = results.config, str(option["technology"])
    items = {one.item.name for one in flows}
    life = getattr(config.lifecycle, technology)
    for figure in life_figures(life, technology) if life else ():
        if not flows or figure.item in items:
            key = f"lifecycle.{technology}.{figure.key}"
            one = from_config(results, key, figure.value, figure.key.replace(".", "_"), life)
            yield replace(one, label=figure.label)
    if "subsidy" in items:
        yield from _subsidies(results, technology, case)
    yield from basis_inputs(results)


def _subsidies(results: Results, technology: str, case: str) -> Iterator[Input]:
    words = {case, results.config.cases[case].kind_of.name}
    for at, one in enumerate(results.config.subsidies):
        if words & set(one.excludes) or one.technology not in (None, technology):
            continue
        for name in ("share_of_capex", "yen_per_kw", "max_yen"):
            if getattr(one, name):
                yield from_config(
                    results, f"subsidies.{at}.{name}", getattr(one, name), f"subsidy_{at + 1}_{name}", one
                )

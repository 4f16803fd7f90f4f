"""The drops of the water engine as the page shows them: where, what head and flow, which machines, in order of rank."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from siting.hydro.heads import heads_of
from siting.language import Text, text, verbatim
from siting.project.head_forms import HeadForm
from siting.project.machines.model import Machine
from siting.reporting import amounts
from siting.reporting.page.figure import Shown, figure
from siting.reporting.page.names import rows_of
from siting.reporting.page.view import View, in_each
from siting.vocabulary.tables import DATUMS
from siting.vocabulary.turbines import MODES

Row = Mapping[str, Any]
LAYOUTS = {
    "series": text("a time series"),
    "months": text("monthly figures"),
    "duration": text("a duration curve"),
    "daily_report": text("monthly reports with a row per day"),
    "hourly_report": text("daily reports with 24 columns"),
}


@dataclass(frozen=True)
class Drop:
    """A drop with its row of the table, its head form, its machines (rows of ``results.turbines``) and its option."""

    id: str
    row: Row
    form: str
    machines: tuple[Row, ...]
    option_id: str

    @cached_property
    def chosen(self) -> Row | None:
        """The machine that was chosen, None where none fits."""
        return next((one for one in self.machines if one["chosen"]), None)

    @property
    def mode(self) -> str:
        """``simple``, ``constant`` or ``duration``."""
        return str(self.machines[0]["mode"])

    @cached_property
    def in_order(self) -> tuple[Row, ...]:
        """The machines: the chosen one, those inside their region by what they earn, the others by their distance."""
        return tuple(sorted(self.machines, key=_place_in_table))

    def stated(self, column: str) -> float | None:
        """A figure of the drop's own row, None where its cell is empty."""
        return known(self.row.get(column))


def known(value: Any) -> float | None:
    """A number, or None where it is missing."""
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def shown(value: Any, decimals: int = 0) -> Shown:
    """A figure of the results to so many decimals."""
    number = known(value)
    return figure(number, amounts.number(number, decimals))


def flow(value: Any) -> Shown:
    """A flow [m3/s]: three decimals, more for a trickle."""
    number = known(value)
    return figure(number, amounts.number(number, 3 if number is None or number >= 0.01 else 4))


def _place_in_table(row: Row) -> tuple[bool, bool, float, float, str]:
    worth = next((one for name in ("score", "annual_kwh") if (one := known(row[name])) is not None), 0.0)
    margin = known(row["margin_decades"])
    return (
        not row["chosen"], not row["in_chart"],
        math.inf if margin is None else round(margin, 9), -worth if row["in_chart"] else 0.0, str(row["type"]),
    )  # fmt: skip


def drops_of(view: View) -> tuple[Drop, ...]:
    """The drops whose machines were compared, in the order of their rank; those without a rank last."""
    results = view.results
    turbines = results.turbines
    by_drop: dict[str, list[Row]] = {}
    for row in turbines.to_dict("records"):
        by_drop.setdefault(str(row["drop_id"]), []).append({str(key): value for key, value in row.items()})
    rows = {str(row["drop_id"]): row for row in rows_of(results.tables["drops"])}
    forms = _forms(results.tables["drops"].frame)
    found = [
        Drop(drop, rows[drop], forms[drop], tuple(machines), _option_id(drop, machines))
        for drop, machines in by_drop.items()
    ]
    ranks = _ranks(results.ranking)
    return tuple(sorted(found, key=lambda drop: ranks.get(drop.option_id, math.inf)))


def _forms(drops: pd.DataFrame) -> dict[str, str]:
    return dict(zip(drops["drop_id"], heads_of(drops)["head_form"].astype(str), strict=True))


def _option_id(drop: str, machines: Sequence[Row]) -> str:
    if machines[0]["mode"] == "simple":
        return f"{drop}-hydro-simple"
    return next((str(one["option_id"]) for one in machines if one["chosen"]), "")


def _ranks(ranking: pd.DataFrame) -> dict[str, float]:
    return dict(zip(ranking["option_id"], ranking["rank"].astype(float), strict=True))


def place(views: Sequence[View], drop: Drop) -> Text:
    """Facility and drop."""
    return in_each(views, lambda view: view.names.owner(drop.id))


def short_place(view: View, drop: Drop, drops: Sequence[Drop]) -> str:
    """The facility, with the drop's own name where it has several of these drops."""
    mine = view.names.facility_of.get(drop.id)
    alone = sum(view.names.facility_of.get(one.id) == mine for one in drops) == 1
    return view.names.facility(str(mine)) if alone and mine else view.names.owner(drop.id)


def machine_name(machines: Mapping[str, Machine], row: Row) -> Text:
    """The name of a machine."""
    one = machines[str(row["type"])]
    return verbatim(one.name, en=one.name_en)


def mode_label(drop: Drop) -> Text:
    """How the energy was found."""
    found = next(one for one in MODES if one.value == drop.mode)
    return verbatim(found.en, ja=found.ja, en=found.en)


def head_facts(drop: Drop) -> Iterator[Text]:
    """The head in the form its user stated it, and what comes off it."""
    if drop.form == HeadForm.NET:
        yield text("net head {head} m", head=_metres(drop, "net_head_m"))
    elif drop.form == HeadForm.GROSS:
        yield text("gross head {head} m", head=_metres(drop, "gross_head_m"))
    elif drop.form == HeadForm.LEVELS:
        datum = next((one for one in DATUMS if one.value == drop.row["datum"]), None)
        named = text("no datum") if datum is None else verbatim(datum.en, ja=datum.ja, en=datum.en)
        yield text(
            "levels {up} m and {down} m ({datum})",
            up=_metres(drop, "up_level_m"), down=_metres(drop, "down_level_m"), datum=named,
        )  # fmt: skip
    elif drop.form == HeadForm.PRESSURES:
        down = drop.stated("down_pressure_m")
        yield text("pressure {up} m upstream", up=_metres(drop, "up_pressure_m"))
        if down is not None:
            yield text("pressure {down} m downstream", down=_metres(drop, "down_pressure_m"))
    elif drop.form == HeadForm.VALVE:
        yield text("head that a throttled valve takes")
    else:
        yield text("head measured beside the flow")
    if drop.stated("required_head_m"):
        yield text("{head} m must remain downstream", head=_metres(drop, "required_head_m"))
    yield from _loss(drop)


def _loss(drop: Drop) -> Iterator[Text]:
    if drop.stated("loss_coefficient_s2_m5"):
        yield text("pipe loss {k} s²/m⁵ × Q²", k=shown(drop.stated("loss_coefficient_s2_m5"), 1))
    elif drop.stated("pipe_length_m"):
        yield text(
            "pipe of {length} m, {diameter} m wide, its loss taken off",
            length=shown(drop.stated("pipe_length_m")), diameter=shown(drop.stated("pipe_diameter_m"), 2),
        )  # fmt: skip


def _metres(drop: Drop, column: str) -> Shown:
    return shown(drop.stated(column), 1)


def flow_facts(view: View, drop: Drop) -> Iterator[Text]:
    """The flow as it was stated, for how long, and how it changes."""
    if drop.mode == "duration":
        yield from _record(view, drop)
    elif drop.mode == "constant":
        yield text("constant flow of {flow} m³/s", flow=flow(drop.stated("flow_m3_s")))
    elif drop.stated("flow_max_m3_s") is not None:
        yield text("flow of {flow} m³/s at most", flow=flow(drop.stated("flow_max_m3_s")))
    used = drop.stated("use_rate")
    if used is not None and drop.mode != "duration":
        yield text("use rate {share}", share=figure(used, amounts.percent(used, 0)))
    if drop.mode == "simple":
        return
    own = drop.stated("flow_change_per_year")
    change = view.results.config.hydro.flow_change_per_year if own is None else own
    if change:
        yield text("flow changes by {share} a year", share=figure(change, amounts.percent(change, 1)))
    if drop.stated("outage_days"):
        yield text("{days} days a year out of use", days=shown(drop.stated("outage_days")))


def _record(view: View, drop: Drop) -> Iterator[Text]:
    flow_id = drop.row.get("flow_id")
    source = view.results.config.flows.get(flow_id if isinstance(flow_id, str) else drop.id)
    if source is not None:
        yield text("flow record {file}: {layout}", file=verbatim(source.file), layout=LAYOUTS[source.layout])
        if source.source:
            yield verbatim(source.source)


def record_notes(view: View, drop: Drop) -> list[Text]:
    """What was found in the drop's record and how it was treated."""
    points = view.results.open_points
    mine = (points["owner_id"].eq(drop.id) & points["kind"].eq("record")).to_numpy(dtype=bool)
    return [what for what in points["what"][mine] if isinstance(what, Text)]


def water_parts(row: Row) -> tuple[float, float, float] | None:
    """Shares of the year's water that pass through a machine, past it, and while it stands."""
    parts = np.array([known(row[name]) or 0.0 for name in ("turbined_m3", "spilled_m3", "cutoff_m3")])
    total = float(parts.sum())
    if total <= 0:
        return None
    through, past, standing = (float(one) for one in parts / total)
    return through, past, standing

"""``siting turbine``: which turbine suits one head and flow, and what it yields."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siting.cli.calculator import check_chart, output_options, refuse
from siting.cli.calculator import figure as option
from siting.cli.shell import note, shared_options, speak
from siting.cli.spoken import SpokenCommand
from siting.errors import WrongOptions
from siting.language import Text, text

if TYPE_CHECKING:
    from siting.run.one_drop import OneDrop

FLOW_UNITS = ("m3/s", "m3/min", "m3/h", "m3/day", "m3/month", "L/s", "L/min")
FLOW_LAYOUTS = ("series", "months", "duration", "daily_report", "hourly_report")
FIGURES = (
    "units", "design_flow_m3_s", "design_head_m", "efficiency", "rated_kw", "annual_kwh", "full_load_hours",
    "turbined_m3", "spilled_m3", "cutoff_m3", "cutoff_hours", "capex_yen", "opex_yen_per_year", "npv_yen",
)  # fmt: skip
# Short headings: fourteen columns must stand beside each other on a screen. Decimals come from the vocabulary.
HEADINGS = {
    "type": text("Turbine"),
    "chosen": text("Chosen"),
    "in_chart": text("In chart"),
    "margin_decades": text("Decades off"),
    "units": text("Units"),
    "design_flow_m3_s": text("Design m3/s"),
    "efficiency": text("Efficiency"),
    "rated_kw": text("Rated kW"),
    "annual_kwh": text("kWh/y"),
    "full_load_hours": text("Full-load h"),
    "spilled_m3": text("Passed m3/y"),
    "cutoff_hours": text("Standing h/y"),
    "capex_yen": text("Cost yen"),
    "npv_yen": text("NPV yen"),
    "confidence": text("Confidence"),
}


@click.command("turbine", cls=SpokenCommand)
@option("--head-m", help="Gross head, before required head and pipe losses are taken off, in m.")
@option("--flow-m3-s", help="Constant flow in m3/s; or --flow-series.")
@option("--flow-series", metavar="FILE", help="File with flows, CSV or XLSX; or --flow-m3-s.")
@option("--required-head-m", help="Head that must remain downstream, in m.")
@option("--use-rate", help="Share of the year in which the constant flow runs, such as 0.6.")
@option("--price-yen-per-kwh", help="Price of the energy in yen/kWh.")
@option("--flow-unit", type=click.Choice(FLOW_UNITS), metavar=None, help="Unit of the file's flows (default: m3/s).")
@option("--flow-layout", type=click.Choice(FLOW_LAYOUTS), metavar=None, help="Layout of the file (default: series).")
@option("--flow-column", metavar="NAME", help="Column of the flow: its heading or its letter.")
@option("--time-column", metavar="NAME", help="Column of the time: its heading or its letter.")
@option("--sheet", metavar="NAME", help="Sheet of an XLSX file, or a pattern such as {month}月.")
@option("--encoding", metavar="NAME", help="Encoding of a CSV: utf-8 or cp932 (default: found out).")
@option("--fiscal-year", metavar="YEAR", help="Fiscal year of a report whose rows name only month and day.")
@option("--pipe-length-m", help="Length of the pipe in m.")
@option("--pipe-diameter-m", help="Inner diameter of the pipe in m.")
@option("--pipe-roughness-mm", help="Roughness of the pipe in mm (Darcy-Weisbach).")
@option("--pipe-c", help="C of the pipe (Hazen-Williams).")
@option("--loss-coefficient-s2-m5", help="Loss of the pipe over the square of the flow, in s2/m5.")
@option(
    "--bypass",
    type=click.Choice(["around", "own_line"]),
    metavar=None,
    help="around: the pipe carries all water (default); own_line: only what the machine takes.",
)
@option("--outage-days", help="Days a year the plant stands for maintenance.")
@option("--capex-yen", help="Capital cost whatever the size, in yen.")
@option("--capex-yen-per-kw", help="Capital cost per kilowatt of rated power, in yen/kW.")
@option("--opex-yen-per-kw-year", help="Running cost per kilowatt and year, in yen.")
@option("--discount-rate", help="Discount rate as a fraction (default: 0).")
@option("--years", help="Operating years that are counted (default: 20).")
@option("--gravity-m-s2", help="Acceleration of gravity in m/s2 (default: 9.8).")
@option(
    "--turbines", metavar="DIR", help="Folder with turbine files of your own; they take part beside the shipped ones."
)
@option("--pumps", metavar="FILE", help="Catalogue of pumps, CSV.")
@option("--flow-change-per-year", help="Yearly change of the flow as a fraction: -0.01 is 1 % less every year.")
@option("--max-units", help="Most equal units of one plant, 1 to 4 (default: 4).")
@output_options(text("Write the turbine selection chart to this SVG file."))
@shared_options
def command(chart: Path | None, form: str, **options: str | None) -> int | None:
    """Compare every turbine type at one head and flow, and choose one."""  # fmt: skip
    lang = speak(None)
    check_chart(chart, lang)
    from siting.run.one_drop import study_one_drop

    try:
        drop = study_one_drop(options)
    except WrongOptions as error:
        return refuse(error, "siting turbine", lang)
    if chart is not None:
        chart.write_text(_chart(drop, lang), encoding="utf-8")
        note(text("chart: {path}", path=str(chart)).say(lang))
    click.echo(json.dumps(_data(drop, lang), ensure_ascii=False, indent=1) if form == "json" else _page(drop, lang))
    return None


def _data(drop: OneDrop, lang: str) -> dict[str, Any]:
    """Everything that is known of the drop, as plain data."""
    config, record = drop.project.config, drop.record
    return {
        "mode": drop.water.mode,
        "head_m": drop.usable_head_m,
        "gravity_m_s2": config.hydro.gravity_m_s2,
        "hydraulic_kw": drop.hydraulic_kw,
        "inflow_m3": drop.inflow_m3,
        "years": config.finance.years,
        "discount_rate": config.finance.discount_rate,
        "chosen": None if drop.chosen is None else drop.chosen["type"],
        "chosen_by": drop.basis,
        "why": drop.why.say(lang),
        "notes": [one.say(lang) for one in drop.notes],
        "flow_record": None if record is None else {
            "file": record.file, "kind": record.kind, "years": record.years,
            "notes": [one.say(lang) for one in record.notes],
        },
        "candidates": [_candidate(drop, row, lang) for row in drop.turbines.to_dict("records")],
    }  # fmt: skip


def _candidate(drop: OneDrop, row: dict[Any, Any], lang: str) -> dict[str, Any]:
    from siting.run.one_drop import CASE

    months = [_plain(row[f"kwh_{month:02d}"]) for month in range(1, 13)]
    return {
        "type": row["type"],
        "name": drop.name_of(row["type"], lang),
        "in_chart": bool(row["in_chart"]),
        "fit": bool(row["fit"]),
        "margin_decades": _plain(row["margin_decades"]),
        **{name: _plain(row[name]) for name in FIGURES},
        "bc": _plain(row[f"bc_{CASE}"]),
        "hydraulic_kw": drop.hydraulic_kw_of(row["design_flow_m3_s"], row["design_head_m"]),
        "monthly_kwh": None if None in months else months,
        "pump": _plain(row["pump"]),
        "confidence": row["confidence"],
        "reasons_for": _reasons(drop, row, "for", lang),
        "reasons_against": _reasons(drop, row, "against", lang),
        "notes": [*_reasons(drop, row, "note", lang), *(one.say(lang) for one in _money_notes(drop, row))],
    }


def _plain(value: Any) -> Any:
    """The value as JSON knows it: nothing for NaN and infinity."""
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def _reasons(drop: OneDrop, row: dict[Any, Any], side: str, lang: str) -> list[str]:
    reasons = drop.study.reasons
    mine = (reasons["option_id"] == row["option_id"]) & (reasons["side"] == side)
    return [what.say(lang) for what in reasons.loc[mine, "what"]]


def _money_notes(drop: OneDrop, row: dict[Any, Any]) -> list[Text]:
    from siting.run.one_drop import money_missing

    missing = money_missing(drop.project.config, not math.isnan(row["capex_yen"]))
    return [] if missing is None else [missing]


def _page(drop: OneDrop, lang: str) -> str:
    """The comparison as a table, the choice and its reason, and what must be known to read it."""
    table = _table(drop, lang)
    why = drop.why.say(lang)
    if drop.chosen is not None:
        why = f"{drop.name_of(drop.chosen['type'], lang)}: {why}"
    notes = [one.say(lang) for one in (*drop.notes, *(drop.record.notes if drop.record else ()))]
    return "\n".join([table, "", why, *_unfit(drop, lang), *notes])


def _unfit(drop: OneDrop, lang: str) -> list[str]:
    """Why machines inside their region may not be chosen all the same."""
    unfit = drop.turbines[drop.turbines["in_chart"].astype(bool) & ~drop.turbines["fit"].astype(bool)]
    against = [(row, _reasons(drop, row, "against", lang)) for row in unfit.to_dict("records")]
    return [f"{drop.name_of(row['type'], lang)}: {reasons[0]}" for row, reasons in against if reasons]


def _table(drop: OneDrop, lang: str) -> str:
    from siting.cli.tables import aligned, cell
    from siting.vocabulary.columns import Kind
    from siting.vocabulary.turbines import TURBINE_COLUMNS

    columns = {one.name: one for one in TURBINE_COLUMNS}
    shown = [columns[name] for name in HEADINGS]
    rows = []
    for row in drop.turbines.to_dict("records"):
        row["type"] = drop.name_of(row["type"], lang)
        rows.append([
            one.choice_label(row[one.name], lang) if one.choices else cell(_plain(row[one.name]), one.decimals)
            for one in shown
        ])  # fmt: skip
    headings = [heading.say(lang) for heading in HEADINGS.values()]
    return aligned(headings, rows, [one.kind is Kind.NUMBER for one in shown])


def _chart(drop: OneDrop, lang: str) -> str:
    from siting.reporting.charts import standalone
    from siting.reporting.charts.turbine_chart import turbine_chart
    from siting.reporting.turbine_spec import drop_mark, turbine_spec

    chosen = drop.chosen
    mark = drop_mark(drop.water.drop_id, text("this drop").say(lang), drop.study.durations, chosen)
    spec = turbine_spec(drop.machines, [mark], lang, chosen=None if chosen is None else chosen["type"])
    return standalone(turbine_chart(spec))

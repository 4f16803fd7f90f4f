"""The figures of the first page, from the summary of the results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.page.figure import Figure, Shown, counted, figure
from siting.reporting.page.view import View, case_name


@dataclass(frozen=True)
class Tile:
    """A figure with its label, its unit and a line that says what it covers."""

    label: Text
    value: object
    unit: str
    remark: object


def key_figures(view: View) -> tuple[Tile, ...]:
    """The tiles: what was looked at, what pays, what the short list amounts to."""
    return (*_scope(view), *_reaching(view), *_short_list(view))


def _scope(view: View) -> Iterator[Tile]:
    said = view.results.summary
    plots, drops = counted(said["plots"]), counted(said["drops"])
    yield Tile(
        text("Facilities"),
        counted(said["facilities"]),
        "",
        text("plots {plots}, drops {drops}", plots=plots, drops=drops),
    )
    stages = {name: counted(said[f"{name}_options"]) for name in ("screening", "detail")}
    yield Tile(
        text("Options evaluated"), counted(said["options_evaluated"]), "",
        text("screening {screening}, detail {detail}; excluded {excluded}", **stages, excluded=counted(said["options_excluded"])),
    )  # fmt: skip


def _reaching(view: View) -> Iterator[Tile]:
    stages = [stage for stage in ("screening", "detail") if view.listing.stage(stage)]
    for case in view.cases[:3]:
        counts = view.results.summary["reaching_one"][case]
        remark = text(
            "{case}; {screening} in screening",
            case=case_name(view, case),
            screening=counted(counts["screening"]),
        )
        yield Tile(
            text("B/C of 1 or more"), counted(counts[view.listing.leading.stage]), view.say(text("options")),
            remark if len(stages) > 1 and view.listing.leading.stage == "detail" else case_name(view, case),
        )  # fmt: skip


def _short_list(view: View) -> Iterator[Tile]:
    short = view.results.summary["short_list"]
    if not short["options"]:
        return
    values = {"count": counted(short["facilities"]), "capacity": _kw(view, short["capacity_kw"])}
    blocked = text(
        "at {count} facilities; {capacity}; ruled out by a constraint: {blocked}",
        **values,
        blocked=counted(short["blocked"]),
    )
    yield Tile(
        text("Short list"), counted(len(short["options"])), view.say(text("options")),
        blocked if short["blocked"] else text("at {count} facilities; {capacity}", **values),
    )  # fmt: skip
    yield Tile(text("Its annual energy"), *_energy(short), _share(short))
    capex = amounts.yen(short["capex_yen"], view.lang)
    shown, unit = _split(capex)
    yield Tile(
        text("Its capital cost"),
        figure(short["capex_yen"], shown),
        unit,
        text("all of the short list together"),
    )
    if short["co2_area_t"] is not None:
        yield Tile(
            text("Its CO₂ saving"), figure(short["co2_area_t"], amounts.number(short["co2_area_t"])),
            view.say(text("t-CO₂/y")), text("counted in the area"),
        )  # fmt: skip


def _kw(view: View, value: float) -> Shown:
    return figure(value, amounts.with_unit(amounts.number(value), "kW", view.lang))


def _energy(short: Mapping[str, Any]) -> tuple[Shown, str]:
    return figure(short["annual_kwh"], amounts.mwh(short["annual_kwh"])), "MWh"


def _share(short: Mapping[str, Any]) -> Text | None:
    share = short["share_of_screening_energy"]
    if share is None:
        return None
    return text("{share} of all screened options", share=Figure(repr(float(share)), amounts.percent(share)))


def _split(amount: str) -> tuple[str, str]:
    """Number and unit of an amount, to set them in different sizes."""
    end = max(at for at, letter in enumerate(amount) if letter.isdigit()) + 1
    return amount[:end], amount[end:].strip()

"""The tilts of every plot side by side, with the printed figures where the project gives any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.page.figure import Shown
from siting.reporting.page.sunlight_designs import Plot, Row, amount, cases_of, place, shown, trimmed
from siting.reporting.page.view import View

# Both languages count so far in the same unit, so that one column serves both.
_COMMON_YEN = 1e10
_DECIMALS = {"annual_kwh": 0, "panel_area_m2": 0, "capacity_kw": 1, "kwh_per_kw": 1, "specific_kwh_per_kw": 1}

_PRINTED = {
    "annual_kwh": 0,
    "panel_area_m2": 0,
    "capacity_kw": 0,
    "panels": 0,
    "specific_kwh_per_kw": 1,
    "facing_deg": 0,
}


@dataclass(frozen=True)
class TiltLine:
    """A tilt: the figures before the price cases, its B/C under each, and whether it is the best of its plot there."""

    key: str
    name: Text
    cells: tuple[Shown, ...]
    ratios: tuple[tuple[Shown, bool], ...]
    best: bool


@dataclass(frozen=True)
class PlotTilts:
    """A plot with a line per tilt, and for some of them one of the printed figures below."""

    name: Text
    lines: tuple[tuple[TiltLine, TiltLine | None], ...]


@dataclass(frozen=True)
class TiltTable:
    """The table; ``heads`` are the columns before the price cases, with their units."""

    heads: tuple[tuple[Text, Text | str], ...]
    plots: tuple[PlotTilts, ...]
    marked: bool


def tilt_table(views: Sequence[View], plots: Sequence[Plot]) -> TiltTable:
    """The table of all these plots."""
    view = views[0]
    capital = [value for plot in plots for row in plot.designs if (value := plot.option(row, "capex_yen")) is not None]
    money = amounts.yen_column(min(max(capital), _COMMON_YEN) if capital else None, view.lang)
    panels = any(amount(row["panels"]) is not None for plot in plots for row in plot.designs)
    columns = _columns(panels)
    printed = _printed(view)
    return TiltTable(
        heads=tuple((label, money.name if name == "capex_yen" else unit) for name, label, unit in columns),
        plots=tuple(
            PlotTilts(place(views, plot), tuple(_lines(view, plot, [one[0] for one in columns], money, printed)))
            for plot in plots
        ),
        marked=any(cases_of(row) for plot in plots for row in plot.designs),
    )  # fmt: skip


def _columns(panels: bool) -> list[tuple[str, Text, Text | str]]:
    found: list[tuple[str, Text, Text | str]] = [
        ("panels", text("Panels"), ""), ("panel_area_m2", text("Panel area"), "m²"), ("capacity_kw", text("Power"), "kW"),
        ("facing_deg", text("Azimuth, south 0°"), ""), ("annual_kwh", text("Annual energy"), "kWh"),
        ("specific_kwh_per_kw", text("per kW"), "kWh/kW"), ("capex_yen", text("Capital cost"), ""),
    ]  # fmt: skip
    return found if panels else found[1:]


def _lines(
    view: View, plot: Plot, columns: Sequence[str], money: amounts.YenUnit, printed: Mapping[str, Mapping[str, Row]]
) -> Iterator[tuple[TiltLine, TiltLine | None]]:
    for row in plot.designs:
        chosen = cases_of(row)
        everywhere = bool(chosen) and chosen >= set(view.cases)
        ratios = tuple(
            (amounts.number(plot.option(row, f"bc_{case}"), 2), case in chosen and not everywhere)
            for case in view.cases
        )
        tilt = text("tilt {tilt}°", tilt=amounts.trimmed(amount(row["tilt_deg"]), 1))
        mine = TiltLine(
            str(row["option_id"]), tilt, tuple(_cell(plot, row, one, money) for one in columns), ratios, everywhere
        )
        yield mine, _printed_line(view, printed.get(str(row["option_id"]), {}), columns, money)


def _cell(plot: Plot, row: Row, column: str, money: amounts.YenUnit) -> Shown:
    """A figure; those of the table of all options carry their raw value there."""
    if column == "capex_yen":
        return amounts.yen_in(money, plot.option(row, column))
    if column in ("annual_kwh", "capacity_kw") and plot.option(row, column) == amount(row[column]):
        return amounts.number(amount(row[column]), _DECIMALS[column])
    if column == "facing_deg":
        return trimmed(row[column])
    return shown(row[column], _DECIMALS.get(column, 0))


def _printed(view: View) -> dict[str, dict[str, Row]]:
    """The published figures by option and column."""
    found: dict[str, dict[str, Row]] = {}
    for row in view.results.published.to_dict("records"):
        found.setdefault(str(row["option_id"]), {})[str(row["column"])] = {str(k): v for k, v in row.items()}
    return found


def _printed_line(
    view: View, mine: Mapping[str, Row], columns: Sequence[str], money: amounts.YenUnit
) -> TiltLine | None:
    """What was printed of a design, in the same columns; nothing where none of them was."""
    stated = {**mine, **({"specific_kwh_per_kw": mine["kwh_per_kw"]} if "kwh_per_kw" in mine else {})}
    ratios = [f"bc_{case}" for case in view.cases]
    if not any(one in stated for one in (*columns, *ratios)):
        return None

    def said(column: str) -> Shown:
        if column not in stated:
            return ""
        value = amount(stated[column]["value"])
        return amounts.yen_in(money, value) if column == "capex_yen" else amounts.number(value, _PRINTED.get(column, 2))

    return TiltLine(
        "", text("printed"), tuple(map(said, columns)),
        tuple((said(one), False) for one in ratios), False,
    )  # fmt: skip

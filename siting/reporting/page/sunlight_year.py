"""The year of every plot at its best tilt: its months, and what is lost on the way from the light to the meter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from siting.language import Text, verbatim
from siting.reporting import amounts
from siting.reporting.charts.cell_bars import step_bars, upright_bars
from siting.reporting.page.figure import Shown, figure
from siting.reporting.page.sunlight_designs import Plot, amount, designed, shown
from siting.reporting.page.view import View
from siting.vocabulary.solar import LOSS_STEPS, SUN_MONTHS

ABREAST = 5
"""So many plots stand in one table of losses."""


@dataclass(frozen=True)
class Bar:
    """A figure with its bar; no bar where there is nothing to draw."""

    bar: Markup
    value: Shown


@dataclass(frozen=True)
class PlotMonths:
    """The twelve months of a plot."""

    name: Text
    months: tuple[Bar, ...]


@dataclass(frozen=True)
class LossLine:
    """A step with a cell per plot: the share of what was left before it."""

    label: Text
    cells: tuple[Bar, ...]


@dataclass(frozen=True)
class LossTable:
    """Some plots side by side: energy before losses, the steps, energy at the meter."""

    plots: tuple[Text, ...]
    start: tuple[Bar, ...]
    lines: tuple[LossLine, ...]
    end: tuple[Bar, ...]


@dataclass(frozen=True)
class _Fall:
    """The waterfall of a plot: where it starts, its steps with share and level, where it ends [kWh]."""

    plot: Plot
    start: float
    steps: Mapping[str, Mapping[str, Any]]
    end: float


def months_of(views: Sequence[View], plots: Sequence[Plot]) -> Iterator[PlotMonths]:
    """The months of every plot that has any, in MWh; bars are of its largest month."""
    for plot in plots:
        kwh = [value for column in SUN_MONTHS if (value := amount(plot.best.get(column.name))) is not None]
        if len(kwh) == len(SUN_MONTHS):
            bars = (Markup(one) for one in upright_bars(kwh))
            decimals = 1 if max(kwh) < 1e5 else 0
            months = zip(bars, kwh, strict=True)
            yield PlotMonths(
                designed(views, plot),
                tuple(Bar(bar, figure(one, amounts.number(one / amounts.KWH_PER_MWH, decimals))) for bar, one in months),
            )  # fmt: skip


def losses_of(views: Sequence[View], plots: Sequence[Plot]) -> Iterator[LossTable]:
    """The losses of the plots, some of them in a table each; steps that take nothing anywhere are left out."""
    known = [fall for plot in plots if (fall := _fall(views[0], plot)) is not None]
    for at in range(0, len(known), ABREAST):
        yield _table(views, known[at : at + ABREAST])


def _fall(view: View, plot: Plot) -> _Fall | None:
    losses = view.results.losses
    mine = losses[losses["option_id"].eq(plot.best["option_id"]).to_numpy(dtype=bool)] if len(losses) else losses
    steps = {str(row["step"]): {str(k): v for k, v in row.items()} for row in mine.to_dict("records")}
    start, end = amount(plot.best["start_kwh"]), amount(plot.best["annual_kwh"])
    return _Fall(plot, start, steps, end) if steps and start is not None and end is not None else None


def _table(views: Sequence[View], falls: Sequence[_Fall]) -> LossTable:
    bars = [_bars(fall) for fall in falls]
    lines = (
        LossLine(
            verbatim(step.en, ja=step.ja, en=step.en),
            tuple(_cell(fall, mine, step.value) for fall, mine in zip(falls, bars, strict=True)),
        )
        for step in LOSS_STEPS
        if any(amount(fall.steps.get(step.value, {}).get("kwh")) for fall in falls)
    )
    return LossTable(
        plots=tuple(designed(views, fall.plot) for fall in falls),
        start=tuple(Bar(mine["start"], shown(fall.start)) for fall, mine in zip(falls, bars, strict=True)),
        lines=tuple(lines),
        end=tuple(Bar(mine["end"], amounts.number(fall.end)) for fall, mine in zip(falls, bars, strict=True)),
    )  # fmt: skip


def _bars(fall: _Fall) -> dict[str, Markup]:
    """The bars by step; ``start`` and ``end`` are the whole ones."""
    names = ["start", *fall.steps, "end"]
    drawn = step_bars(fall.start, [float(step["left_kwh"]) for step in fall.steps.values()])
    return dict(zip(names, map(Markup, drawn), strict=True))


def _cell(fall: _Fall, bars: Mapping[str, Markup], step: str) -> Bar:
    """A share; one that would read 0.0% has a digit more."""
    share = amount(fall.steps.get(step, {}).get("share"))
    if share is None:
        return Bar(Markup(""), amounts.MISSING)
    return Bar(bars[step], figure(share, amounts.percent(share, 1 if abs(share) >= 0.0005 else 2)))

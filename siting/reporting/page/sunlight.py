"""Solar design in detail: the tilts of every plot side by side, and plot by plot the plan, months, losses and glare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.page.figure import Figure, counted, raw_number
from siting.reporting.page.focus import case_words
from siting.reporting.page.sunlight_designs import Plot, cases_of, notes_of, plots_of
from siting.reporting.page.sunlight_study import PlotStudy, studies_of
from siting.reporting.page.sunlight_tilts import TiltTable, tilt_table
from siting.reporting.page.sunlight_year import LossTable, PlotMonths, losses_of, months_of
from siting.reporting.page.view import View, choice_label, in_each
from siting.reporting.weather_kinds import WEATHER
from siting.vocabulary.results import case_column, result_column
from siting.vocabulary.solar import METHODS

IN_FULL = 12
"""So many plots have drawings of their own."""
IN_TABLE = 60
_SHARES = 6


@dataclass(frozen=True)
class Sunlight:
    """The section."""

    lead: Text
    remarks: tuple[Text, ...]
    table: TiltTable
    cases: tuple[Text, ...]
    more_plots: Text | None
    months: tuple[PlotMonths, ...]
    losses: tuple[LossTable, ...]
    studies: tuple[PlotStudy, ...]
    more_studies: bool


def has_sunlight(view: View) -> bool:
    """Whether any plot was designed in detail."""
    return not view.results.layouts.empty


def sunlight(views: Sequence[View]) -> Sunlight:
    """The section of solar design."""
    view = views[0]
    plots = plots_of(view)
    common = _common_notes(plots)
    rest = len(plots) - IN_TABLE
    return Sunlight(
        lead=_lead(views, plots),
        remarks=(*_remarks(view, plots), *_noted(common)),
        table=tilt_table(views, plots[:IN_TABLE]),
        cases=tuple(case_words(views, case) for case in view.cases),
        more_plots=text("{count} more stand in layouts.csv.", count=counted(rest)) if rest > 0 else None,
        months=tuple(months_of(views, plots[:IN_FULL])),
        losses=tuple(losses_of(views, plots[:IN_FULL])),
        studies=tuple(studies_of(views, plots[:IN_FULL], common)),
        more_studies=len(plots) > IN_FULL,
    )  # fmt: skip


def _lead(views: Sequence[View], plots: Sequence[Plot]) -> Text:
    """How the yield was found."""
    methods = list(dict.fromkeys(str(row["method"]) for plot in plots for row in plot.designs))

    def named(view: View) -> str:
        return view.say(text(", ")).join(choice_label(METHODS, one, view.lang) for one in methods)

    return text("Yield: {method}.", method=in_each(views, named))


def _remarks(view: View, plots: Sequence[Plot]) -> Iterator[Text]:
    """What was counted and what was not; blank never means that nothing is lost."""
    rows = [row for plot in plots for row in plot.designs]
    solar = view.results.config.solar
    hourly = any(row["method"] == "hourly" for row in rows)
    if any(row["mode"] == "area" for row in rows):
        yield text("Laid out by area, without edges.")
    if hourly:
        yield _weather(view)
    if solar is None:
        return
    curtailment = solar.curtailment
    if curtailment is None:
        yield text("Output control by the grid operator: not counted.")
    else:
        said = ", ".join(amounts.percent(one, 1) for one in curtailment.shares[:_SHARES])
        yield text(
            "Output control by the grid operator, of what is exported, from year 1 on: {shares}{more}.",
            shares=said, more=" …" if len(curtailment.shares) > _SHARES else "",
        )  # fmt: skip
    if hourly and solar.snow is None:
        yield text("Snow on the panels: not counted.")
    if any(cases_of(row) for plot in plots for row in plot.designs):
        column, case = result_column(view.results.config.ranking.by, view.cases)
        if case is None:
            column = result_column(case_column("npv_yen", view.cases[0]), view.cases)[0]
        figure = verbatim(column.en, ja=column.ja, en=column.en)
        yield text(
            "The best tilt is the one with the best {figure}; another figure may favour another tilt.", figure=figure
        )


def _weather(view: View) -> Text:
    """Where the weather comes from."""
    source = view.results.config.weather
    kind = WEATHER[source.kind]
    if source.file:
        return text("Weather: {kind}, {file}.", kind=kind, file=verbatim(source.file))
    stations = Figure(raw_number(source.stations), str(source.stations))
    return (
        text("Weather: {kind}; stations weighed: {count}.", kind=kind, count=stations)
        if source.kind == "normals"
        else text("Weather: {kind}.", kind=kind)
    )


def _noted(notes: Sequence[Text]) -> Iterator[Text]:
    """Notes as one sentence."""
    if notes:
        yield text(
            "Notes: {notes}.", notes=reduce(lambda one, other: text("{one}; {other}", one=one, other=other), notes)
        )


def _common_notes(plots: Sequence[Plot]) -> tuple[Text, ...]:
    """The notes that every design bears: they are said once."""
    each = [list(notes_of(row["notes"])) for plot in plots for row in plot.designs]
    return tuple(note for note in dict.fromkeys(each[0]) if all(note in other for other in each)) if each else ()

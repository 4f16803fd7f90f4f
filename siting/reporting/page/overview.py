"""The table of all options (総括表), and what is not evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.page.figure import Figure, Shown, anchor, counted, figure, marked, raw_number
from siting.reporting.page.listing import Option, StageList, passed_over
from siting.reporting.page.names import rows_of
from siting.reporting.page.traces import traced_options
from siting.reporting.page.view import (
    View,
    case_label,
    choice_label,
    in_each,
    joined,
    judgement,
    place_and_variant,
    stage_label,
    technology,
    year,
)  # fmt: skip
from siting.vocabulary.tables import EXCLUDED_TECHNOLOGIES, TECHNOLOGIES

EXCLUDED_SHOWN = 200
NOT_LISTED = "not_listed"
NAMED = 30
MARKS = {
    "◎": text("double circle"), "○": text("circle"), "△": text("triangle"), "□": text("square"), "×": text("cross"),
}  # fmt: skip
"""What a screen reader says instead of a shape; any other mark is read as it is written."""
_Units = tuple[amounts.YenUnit, amounts.YenUnit]


@dataclass(frozen=True)
class Head:
    """A column of the table; ``kind`` is how it is sorted and set: ``number`` or ``words``."""

    label: Text | str
    unit: Text | str
    kind: str


@dataclass(frozen=True)
class Cell:
    """A cell: what it shows, the mark beside it, where its number is explained."""

    shown: object
    mark: str = ""
    link: str = ""


@dataclass(frozen=True)
class Row:
    """An option of the table."""

    key: str
    facility_id: str
    kind: str
    short_listed: bool
    rank: Shown
    facility: Text
    option: Text
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    """The rows of a stage."""

    stage: str
    label: Text
    rows: tuple[Row, ...]
    more: Text | None


@dataclass(frozen=True)
class Excluded:
    """Something that is not evaluated, and why."""

    facility: Text
    technology: Text
    reason: Text
    source: str


@dataclass(frozen=True)
class Overview:
    """The table, its words, and the second table of what is not evaluated; ``silent`` holds a version per language.

    ``named`` holds the marks that have a name, with the id under which the page says it.
    """

    caption: Text
    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    total: int
    technologies: tuple[tuple[str, Text], ...]
    has_short_list: bool
    named: dict[str, tuple[str, Text]]
    marks: tuple[Text, ...]
    excluded: tuple[Excluded, ...]
    excluded_more: Text | None
    silent: tuple[tuple[str, Markup], ...]


def overview(views: Sequence[View]) -> Overview:
    """The table of all listed options, its words in the language of every view."""
    view = views[0]
    options = [option for stage in view.listing.stages for option in stage.options]
    units = _unit(views, options, "capex_yen"), _unit(views, options, f"npv_yen_{view.main_case}")
    traced = frozenset(option.id for option in traced_options(view))
    present = dict.fromkeys(option.technology for option in options)
    given = {mark for option in options for mark in option.marks.values()}
    excluded = tuple(_excluded(views))
    rest = len(excluded) - EXCLUDED_SHOWN
    return Overview(
        caption=text(
            "Marks stand beside the figure they judge. NPV and payback are those under “{case}”. An underlined B/C leads to its working.",
            case=in_each(views, partial(case_label, case=view.main_case)),
        ),
        heads=tuple(_heads(views, *units)),
        groups=tuple(_group(views, stage, units, traced) for stage in view.listing.stages),
        total=len(options),
        technologies=tuple((one.value, _kind(views, one.value)) for one in TECHNOLOGIES if one.value in present),
        has_short_list=any(option.short_listed for option in options),
        named={mark: (f"m{at}", name) for at, (mark, name) in enumerate(MARKS.items()) if mark in given},
        marks=tuple(dict.fromkeys(_marks(view))),
        excluded=excluded[:EXCLUDED_SHOWN],
        excluded_more=text("{count} more stand in options.csv.", count=rest) if rest > 0 else None,
        silent=tuple((one.lang, marked(sentence, one.lang)) for one in views for sentence in _silent(one, present)),
    )  # fmt: skip


def _unit(views: Sequence[View], options: Iterable[Option], column: str) -> amounts.YenUnit:
    return amounts.yen_column(_largest(options, column), *(view.lang for view in views))


def _largest(options: Iterable[Option], column: str) -> float:
    return max((abs(value) for one in options if (value := one.figure(column)) is not None), default=0.0)


def _heads(views: Sequence[View], capex: amounts.YenUnit, npv: amounts.YenUnit) -> Iterator[Head]:
    yield Head(text("Capacity"), "kW", "number")
    yield Head(text("Annual energy"), "kWh", "number")
    yield Head(text("Capital cost"), capex.name, "number")
    for case in views[0].cases:
        yield Head("B/C", in_each(views, partial(case_label, case=case)), "number")
    yield Head("NPV", npv.name, "number")
    yield Head(text("Payback"), text("years"), "number")
    yield Head("LCOE", text("yen/kWh"), "number")
    yield Head("CO₂", text("t/y"), "number")
    yield Head(text("Earliest start"), text("fiscal year"), "words")
    yield Head(text("Overall judgement"), "", "words")


def _group(views: Sequence[View], stage: StageList, units: _Units, traced: frozenset[str]) -> Group:
    rows = tuple(_row(views, option, units, traced) for option in stage.options)
    label = in_each(views, partial(stage_label, stage=stage.stage))
    more = text("{stage}: {count} more options stand in options.csv.", stage=label, count=stage.more)
    return Group(stage.stage, label, rows, more if stage.more else None)


def _row(views: Sequence[View], option: Option, units: _Units, traced: frozenset[str]) -> Row:
    return Row(
        key=option.id, facility_id=option.facility,
        kind=option.technology, short_listed=option.short_listed,
        rank=amounts.MISSING if option.rank is None else counted(option.rank),
        facility=in_each(views, lambda view: view.names.facility(option.facility)),
        option=in_each(views, partial(_option, option=option)),
        cells=tuple(_cells(views, option, units, traced)),
    )  # fmt: skip


def _option(view: View, option: Option) -> str:
    return " ".join(part for part in (technology(view, option), place_and_variant(view, option)) if part)


def _cells(views: Sequence[View], option: Option, units: _Units, traced: frozenset[str]) -> Iterator[Cell]:
    view = views[0]
    capex, npv = units
    main = view.main_case
    # The first B/C there is leads to the working of all of them: one stop for those who go by keyboard.
    leading = next((f"bc_{case}" for case in view.cases if option.figure(f"bc_{case}") is not None), "")

    def cell(column: str, shown: str) -> Cell:
        link = anchor("why", option.id) if column == leading and option.id in traced else ""
        return Cell(figure(option.figure(column), shown), option.marks.get(column, ""), link)

    yield cell("capacity_kw", amounts.number(option.figure("capacity_kw"), 1))
    yield cell("annual_kwh", amounts.number(option.figure("annual_kwh")))
    yield cell("capex_yen", amounts.yen_in(capex, option.figure("capex_yen")))
    for case in view.cases:
        yield cell(f"bc_{case}", amounts.number(option.figure(f"bc_{case}"), 2))
    yield cell(f"npv_yen_{main}", amounts.yen_in(npv, option.figure(f"npv_yen_{main}")))
    yield cell(f"payback_years_{main}", amounts.number(option.figure(f"payback_years_{main}"), 1))
    yield cell("lcoe_yen_per_kwh", amounts.number(option.figure("lcoe_yen_per_kwh"), 1))
    yield cell("co2_area_t", amounts.number(option.figure("co2_area_t"), 1))
    yield Cell(_year(view, option))
    listed = option.overall != NOT_LISTED
    yield Cell(in_each(views, partial(judgement, overall=option.overall)) if listed else amounts.MISSING)


def _year(view: View, option: Option) -> object:
    """The year alone where the column must stay narrow; both countings stand in the table of constraints."""
    value = option.figure("earliest_year")
    return year(view, option) if value is None else Figure(raw_number(value), str(int(value)))


def _marks(view: View) -> Iterator[Text]:
    """How the marks of each criterion come about, and what else was evaluated."""
    options = view.results.options
    if view.results.ranking["overall"].eq(NOT_LISTED).any():
        yield text("Overall judgement –: not on the short list.")
    others = int((options["status"].eq("evaluated") & passed_over(options)).sum())
    if others:
        yield text(
            "{count} more machines were evaluated at drops and not chosen: see “Water power”.", count=str(others)
        )
    for criterion in view.results.config.ranking.criteria:
        scale = criterion.marks
        if scale.scale == "rank":
            yield text(
                "{symbols}: ranks 1 to {last} within each stage",
                symbols=" ".join(scale.symbols),
                last=counted(len(scale.symbols)),
            )
        else:
            bounds = ", ".join(amounts.trimmed(bound, 3) for bound in scale.thresholds)
            yield text("{symbols}: by the thresholds {bounds}", symbols=" ".join(scale.symbols), bounds=bounds)


def _excluded(views: Sequence[View]) -> Iterator[Excluded]:
    results = views[0].results
    sources = _sources(views[0])
    gone = results.options[results.options["status"].eq("excluded").to_numpy(dtype=bool)]
    for option in gone[["owner_id", "technology", "reason"]].to_dict("records"):
        owner, kind = option["owner_id"], option["technology"]
        yield Excluded(_owner(views, owner), _kind(views, kind), option["reason"], sources.get((owner, kind), ""))
    for row in rows_of(results.tables["exclusions"]):
        # Digester gas and others are no options of siting, yet the study speaks of them.
        if row["technology"] not in ("pv", "hydro"):
            reason = verbatim(str(row["reason"]), en=row["reason_en"] if isinstance(row["reason_en"], str) else None)
            yield Excluded(_owner(views, row["owner_id"]), _kind(views, row["technology"]), reason, _source(row))


def _owner(views: Sequence[View], owner_id: str) -> Text:
    return in_each(views, lambda view: view.names.owner(owner_id))


def _kind(views: Sequence[View], value: str) -> Text:
    return in_each(views, lambda view: choice_label(EXCLUDED_TECHNOLOGIES, value, view.lang))


def _source(row: dict[str, Any]) -> str:
    return row["source"] if isinstance(row["source"], str) else ""


def _sources(view: View) -> dict[tuple[str, str], str]:
    return {(row["owner_id"], row["technology"]): _source(row) for row in rows_of(view.results.tables["exclusions"])}


def _silent(view: View, technologies: Iterable[str]) -> Iterator[Text]:
    """Facilities of which nothing is recorded for a technology: neither evaluated nor excluded."""
    options = view.results.options
    facilities = [str(one) for one in view.results.tables["facilities"].frame["facility_id"]]
    for kind in sorted(technologies):
        covered = set(options.loc[options["technology"].eq(kind).to_numpy(dtype=bool), "facility_id"])
        silent = [view.names.facility(one) for one in facilities if one not in covered]
        if silent:
            yield text(
                "{technology}: {count} facilities have neither a design nor a reason for leaving them out: {names}",
                technology=choice_label(TECHNOLOGIES, kind, view.lang), count=counted(len(silent)), names=joined(view, silent, NAMED),
            )  # fmt: skip

"""The table of all options (総括表), and what is not evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.page.figure import Figure, Shown, anchor, bdi, counted, figure
from siting.reporting.page.listing import Option, StageList
from siting.reporting.page.names import rows_of
from siting.reporting.page.traces import traced_options
from siting.reporting.page.view import (
    View,
    case_label,
    case_name,
    choice_label,
    joined,
    judgement,
    place_and_variant,
    stage_label,
    technology,
    year,
)  # fmt: skip
from siting.vocabulary.tables import EXCLUDED_TECHNOLOGIES, TECHNOLOGIES

EXCLUDED_SHOWN = 200
NAMED = 30


@dataclass(frozen=True)
class Head:
    """A column of the table; ``kind`` is how it is sorted and set: ``number`` or ``words``."""

    label: Text | str
    unit: str
    kind: str


@dataclass(frozen=True)
class Cell:
    """A cell: what it shows, the mark beside it and what the mark means, where its number is explained."""

    shown: object
    kind: str = "number"
    mark: str = ""
    meaning: str = ""
    link: str = ""


@dataclass(frozen=True)
class Row:
    """An option of the table."""

    key: str
    facility_id: str
    kind: str
    short_listed: bool
    rank: Shown
    facility: str
    place: str
    technology: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    """The rows of a stage."""

    stage: str
    label: str
    rows: tuple[Row, ...]
    more: int


@dataclass(frozen=True)
class Excluded:
    """Something that is not evaluated, and why."""

    facility: Markup
    technology: str
    reason: Text
    source: str


@dataclass(frozen=True)
class Overview:
    """The table, its words, and the second table of what is not evaluated."""

    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    total: int
    technologies: tuple[tuple[str, str], ...]
    has_short_list: bool
    main_case: Markup
    marks: tuple[Text, ...]
    excluded: tuple[Excluded, ...]
    excluded_more: int
    silent: tuple[Text, ...]


def overview(view: View) -> Overview:
    """The table of all listed options."""
    options = [option for stage in view.listing.stages for option in stage.options]
    units = (
        amounts.yen_column(_largest(options, "capex_yen"), view.lang),
        amounts.yen_column(_largest(options, f"npv_yen_{view.main_case}"), view.lang),
    )
    traced = frozenset(option.id for option in traced_options(view))
    present = dict.fromkeys(option.technology for option in options)
    excluded = tuple(_excluded(view))
    return Overview(
        heads=tuple(_heads(view, *units)),
        groups=tuple(_group(view, stage, units, traced) for stage in view.listing.stages),
        total=len(options),
        technologies=tuple((one.value, one.label(view.lang)) for one in TECHNOLOGIES if one.value in present),
        has_short_list=any(option.short_listed for option in options),
        main_case=case_name(view, view.main_case),
        marks=tuple(dict.fromkeys(_marks(view))),
        excluded=excluded[:EXCLUDED_SHOWN],
        excluded_more=max(0, len(excluded) - EXCLUDED_SHOWN),
        silent=tuple(_silent(view, present)),
    )


def _largest(options: Iterable[Option], column: str) -> float:
    return max((abs(value) for one in options if (value := one.figure(column)) is not None), default=0.0)


def _heads(view: View, capex: amounts.YenUnit, npv: amounts.YenUnit) -> Iterator[Head]:
    yield Head(text("Capacity"), "kW", "number")
    yield Head(text("Annual energy"), "kWh", "number")
    yield Head(text("Capital cost"), view.say(capex.name), "number")
    for case in view.cases:
        yield Head("B/C", case_label(view, case), "number")
    yield Head("NPV", view.say(npv.name), "number")
    yield Head(text("Payback"), view.say(text("years")), "number")
    yield Head("LCOE", view.say(text("yen/kWh")), "number")
    yield Head("CO₂", view.say(text("t/y")), "number")
    yield Head(text("Earliest start"), view.say(text("fiscal year")), "words")
    yield Head(text("Overall judgement"), "", "words")


def _group(
    view: View, stage: StageList, units: tuple[amounts.YenUnit, amounts.YenUnit], traced: frozenset[str]
) -> Group:
    rows = tuple(_row(view, option, units, traced) for option in stage.options)
    return Group(stage.stage, stage_label(view, stage.stage), rows, stage.more)


def _row(view: View, option: Option, units: tuple[amounts.YenUnit, amounts.YenUnit], traced: frozenset[str]) -> Row:
    return Row(
        key=option.id, facility_id=option.facility,
        kind=option.technology, short_listed=option.short_listed,
        rank=amounts.MISSING if option.rank is None else counted(option.rank),
        facility=view.names.facility(option.facility), place=place_and_variant(view, option),
        technology=technology(view, option),
        cells=tuple(_cells(view, option, units, traced)),
    )  # fmt: skip


def _cells(
    view: View, option: Option, units: tuple[amounts.YenUnit, amounts.YenUnit], traced: frozenset[str]
) -> Iterator[Cell]:
    capex, npv = units
    main = view.main_case

    def cell(column: str, shown: str) -> Cell:
        value = figure(option.figure(column), shown)
        link = (
            anchor("why", option.id)
            if column.startswith("bc_") and option.id in traced and isinstance(value, Figure)
            else ""
        )
        mark = option.marks.get(column, "")
        return Cell(value, mark=mark, meaning=_meaning(view, mark), link=link)

    yield cell("capacity_kw", amounts.number(option.figure("capacity_kw"), 1))
    yield cell("annual_kwh", amounts.number(option.figure("annual_kwh")))
    yield cell("capex_yen", amounts.yen_in(capex, option.figure("capex_yen")))
    for case in view.cases:
        yield cell(f"bc_{case}", amounts.number(option.figure(f"bc_{case}"), 2))
    yield cell(f"npv_yen_{main}", amounts.yen_in(npv, option.figure(f"npv_yen_{main}")))
    yield cell(f"payback_years_{main}", amounts.number(option.figure(f"payback_years_{main}"), 1))
    yield cell("lcoe_yen_per_kwh", amounts.number(option.figure("lcoe_yen_per_kwh"), 1))
    yield cell("co2_area_t", amounts.number(option.figure("co2_area_t"), 1))
    yield Cell(_year(view, option), "words")
    yield Cell(judgement(view, option.overall), "words")


def _year(view: View, option: Option) -> object:
    """The year alone where the column must stay narrow; both countings stand in the table of constraints."""
    value = option.figure("earliest_year")
    return year(view, option) if value is None else Figure(repr(value), str(int(value)))


def _meaning(view: View, mark: str) -> str:
    """What a screen reader says instead of the shape."""
    names = {
        "◎": text("double circle"), "○": text("circle"), "△": text("triangle"), "□": text("square"),
        "×": text("cross"),
    }  # fmt: skip
    return view.say(names[mark]) if mark in names else mark


def _marks(view: View) -> Iterator[Text]:
    """How the marks of each criterion come about."""
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


def _excluded(view: View) -> Iterator[Excluded]:
    sources = _sources(view)
    gone = view.results.options[view.results.options["status"].eq("excluded").to_numpy(dtype=bool)]
    for option in gone[["owner_id", "technology", "reason"]].to_dict("records"):
        source = sources.get((option["owner_id"], option["technology"]), "")
        yield Excluded(
            bdi(view.names.owner(option["owner_id"])),
            _kind(view, option["technology"]),
            option["reason"],
            source,
        )
    for row in rows_of(view.results.tables["exclusions"]):
        # Digester gas and others are no options of siting, yet the study speaks of them.
        if row["technology"] not in ("pv", "hydro"):
            reason = verbatim(str(row["reason"]), en=row["reason_en"] if isinstance(row["reason_en"], str) else None)
            yield Excluded(bdi(view.names.owner(row["owner_id"])), _kind(view, row["technology"]), reason, _source(row))


def _kind(view: View, value: str) -> str:
    return choice_label(EXCLUDED_TECHNOLOGIES, value, view.lang)


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

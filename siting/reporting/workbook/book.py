"""What the workbook lists, in which order, and on which sheet and column every figure stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.hydro.given import SIMPLE
from siting.language import Text, translate
from siting.project.cases import Case
from siting.rank.ranking import STAGES, rank_options
from siting.reporting.explain.machine_costs import Cost, machine_cost_rules
from siting.reporting.exports import leading_options
from siting.reporting.results import Results
from siting.reporting.workbook.cells import letter, quoted
from siting.reporting.workbook.flow_values import CaseValues, case_values
from siting.reporting.workbook.item_layout import ItemLayout, item_layout
from siting.vocabulary import Column, table
from siting.vocabulary.results import (
    CASE_COLUMNS,
    OPTION_COLUMNS,
    RANKING_COLUMNS,
    STATUS_COLUMNS,
    result_column,
)
from siting.vocabulary.turbines import DURATION_COLUMNS, TURBINE_COLUMNS

# What some options have beside: the use rate of a simple estimate, the yearly loss as less water comes.
SOMETIMES = ("use_rate", "supply_loss")
GIVEN = ("panel_area_m2", "capacity_kw", "kwh_per_kw", "annual_kwh", "capex_yen", "opex_yen_per_year")
TECHNOLOGIES = ("pv", "hydro")

LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LABELED = (
    *TURBINE_COLUMNS, *DURATION_COLUMNS, *table("drops").columns,
    *table("published").columns, *table("constraints").columns, *table("plots").columns,
    *CASE_COLUMNS, *RANKING_COLUMNS, *STATUS_COLUMNS, *OPTION_COLUMNS,
)  # fmt: skip
_LABELS: Mapping[str, Column] = {column.name: column for column in _LABELED}

# All sheets with a row per option have their headings, units and first option in the same rows.
HEADING_ROW, UNIT_ROW, FIRST_ROW = 7, 8, 9

OPTION_KEYS = (
    "option_id", "facility", "technology", "stage", "place",
    *(f"given_{name}" for name in GIVEN), "given_use_rate", "given_supply_loss",
    "capacity_kw", "kwh_per_kw", "annual_kwh", "opex_yen_per_year", "capex_yen", "lcoe_yen_per_kwh", "co2_area_t",
    "evaluated", "status", "reason",
)  # fmt: skip
EVALUATION_KEYS = (
    "option_id", "facility", "technology", "stage", "case", "eligible", "years", "price", "benefit_pv", "cost_pv",
    "bc", "npv_yen", "sign_changes", "irr", "irr_note", "payback_years", "co2_own_t", "break_even",
)  # fmt: skip
ITEM_KEYS = ("option_id", "facility", "item", "unit", "how", "total")


@dataclass(frozen=True)
class Grid:
    """The columns of one sheet. ``{r}`` stands for the row of the formula, ``{o}`` for the option's row elsewhere."""

    sheet: str
    letters: Mapping[str, str]

    def at(self, key: str) -> str:
        """The cell in the formula's own row."""
        return f"${self.letters[key]}{{r}}"

    def span(self, first: str, last: str) -> str:
        """Cells side by side in the formula's own row."""
        return f"${self.letters[first]}{{r}}:${self.letters[last]}{{r}}"

    def far(self, key: str) -> str:
        """The option's cell, seen from another sheet."""
        return f"{quoted(self.sheet)}!${self.letters[key]}{{o}}"

    def far_span(self, first: str, last: str) -> str:
        """The option's cells side by side, seen from another sheet."""
        return f"{quoted(self.sheet)}!${self.letters[first]}{{o}}:${self.letters[last]}{{o}}"

    def far_fixed(self, first: str, last: str, row: int) -> str:
        """Cells of a fixed row, seen from another sheet."""
        return f"{quoted(self.sheet)}!${self.letters[first]}${row}:${self.letters[last]}${row}"

    def down(self, key: str, first: int, last: int) -> str:
        """Cells below each other, with fixed rows."""
        return f"${self.letters[key]}${first}:${self.letters[key]}${last}"


def grid(sheet: str, keys: Sequence[str]) -> Grid:
    """A grid with its columns in the order of ``keys``, from A on."""
    return Grid(sheet, {key: letter(at) for at, key in enumerate(keys, start=1)})


@dataclass(frozen=True)
class Book:
    """Results as the workbook shows them. ``listed`` and ``given`` have a row per option with formulas."""

    results: Results
    listed: pd.DataFrame
    given: pd.DataFrame
    excluded: pd.DataFrame

    @property
    def lang(self) -> str:
        """The language of all words."""
        return self.results.lang

    @property
    def cases(self) -> Mapping[str, Case]:
        """The price cases by name."""
        return self.results.config.cases

    def say(self, message: Text | None) -> str:
        """A message in the workbook's language."""
        return "" if message is None else message.say(self.lang)

    def case_label(self, case: str) -> str:
        """What the project calls a price case."""
        stated = self.cases[case]
        return (stated.label if self.lang == "ja" else stated.label_en or stated.label) or case

    def label(self, name: str) -> str:
        """The heading of a column of the vocabulary."""
        return _LABELS[name].label(self.lang)

    def years(self, case: str) -> int:
        """The years a case has columns for."""
        return self.values[case].last

    @cached_property
    def values(self) -> Mapping[str, CaseValues]:
        """The yearly flows of the listed options by case."""
        return {case: case_values(self.results, self.listed, case) for case in self.cases}

    @cached_property
    def layouts(self) -> Mapping[str, ItemLayout]:
        """The lines of the sheets of items, for the cases that have one."""
        return {
            case: item_layout(self.results, self.listed, case, values, FIRST_ROW)
            for case, values in self.values.items()
            if not values.plain
        }

    @cached_property
    def evaluation_keys(self) -> tuple[str, ...]:
        """The columns of the sheet of evaluations."""
        if not self.layouts:
            return EVALUATION_KEYS
        found = list(EVALUATION_KEYS)
        found.insert(found.index("irr"), "rates_found")
        found.insert(found.index("co2_own_t"), "own_use_share")
        return tuple(found)

    def column_label(self, column: str) -> str:
        """The heading of a results column, with its case."""
        if column == "rank":
            return self.label("rank")
        found, case = result_column(column, self.cases)
        label = found.label(self.lang)
        return (
            label
            if case is None
            else f"{label}（{self.case_label(case)}）"
            if self.lang == "ja"
            else f"{label} ({self.case_label(case)})"
        )

    @cached_property
    def facilities(self) -> Mapping[str, str]:
        """Names of facilities in the workbook's language."""
        frame = self.results.tables["facilities"].frame
        names = frame["name"]
        if self.lang != "ja" and "name_en" in frame:
            names = frame["name_en"].where(frame["name_en"].notna(), names)
        return dict(zip(frame["facility_id"], names, strict=True))

    @cached_property
    def ranked(self) -> pd.DataFrame:
        """Ranks, marks and short list among the listed options, in the order of ``listed``; NaN where not ranked."""
        frame = rank_options(self.listed, self.results.config.ranking)
        return frame.set_index("option_id").reindex(self.listed["option_id"])

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of every listed option by its id."""
        return {option: at for at, option in enumerate(self.listed["option_id"])}

    @cached_property
    def option_keys(self) -> tuple[str, ...]:
        """The columns of the sheet of options: use rate and loss by supply only where an option has one."""
        unused = {f"given_{name}" for name in SOMETIMES if self.given[name].isna().all()}
        return tuple(key for key in OPTION_KEYS if key not in unused)

    @cached_property
    def passed_over(self) -> npt.NDArray[np.bool_]:
        """The machines of the water engine that give way to the one chosen at their drop."""
        engine = self.listed["origin"].eq("turbines") & ~self.listed["chosen"].eq(True)
        return engine.to_numpy(dtype=bool)

    @cached_property
    def options(self) -> Grid:
        """The sheet of options."""
        return grid(sheet_name(translate("Generation options", self.lang)), self.option_keys)

    @cached_property
    def evaluations(self) -> Grid:
        """The sheet of evaluations: all options of the first case, then all of the next."""
        return grid(sheet_name(translate("Evaluations", self.lang)), self.evaluation_keys)

    def cash(self, case: str) -> Grid:
        """The sheet of a case's cash flows."""
        return grid(
            self._case_sheet(translate("Cash flow", self.lang), case),
            cash_keys(self.years(case), self.values[case].plain),
        )

    def items(self, case: str) -> Grid:
        """The sheet of a case's items."""
        years = (f"y{t}" for t in range(self.years(case) + 1))
        return grid(self._case_sheet(translate("Items", self.lang), case), (*ITEM_KEYS, *years))

    def _case_sheet(self, words: str, case: str) -> str:
        return f"{sheet_name(words)[: LONGEST_NAME - 1 - len(case)]}_{case}"

    def evaluation_row(self, case: str, option: int) -> int:
        """The row of a listed option under a case on the sheet of evaluations."""
        return FIRST_ROW + list(self.cases).index(case) * len(self.listed) + option

    def figure(self, column: str, option: int) -> str:
        """The address of a results column of a listed option."""
        found, case = result_column(column, self.cases)
        if case is None:
            return self.options.far(found.name).format(o=FIRST_ROW + option)
        return self.evaluations.far(found.name).format(o=self.evaluation_row(case, option))


def cash_entries(plain: bool) -> tuple[str, ...]:
    """What enters a cash flow sheet before its years; the years that count differ by option where it is not plain."""
    own = () if plain else ("years",)
    return (
        "option_id",
        "facility",
        "technology",
        "price",
        "eligible",
        *own,
        "annual_kwh",
        "investment",
        "extra",
        "running",
    )


def cash_keys(years: int, plain: bool = True) -> tuple[str, ...]:
    """The columns of a cash flow sheet: what enters it, then a block per item and year."""
    operating = range(1, years + 1)
    return (
        *cash_entries(plain),
        *(f"benefit_{t}" for t in operating), *(f"running_{t}" for t in operating),
        *(f"net_{t}" for t in (0, *operating)), *(f"total_{t}" for t in (0, *operating)),
    )  # fmt: skip


def make_book(results: Results) -> Book:
    """The leading options in the workbook's order, and the excluded ones."""
    listed = _in_order(leading_options(results))
    excluded = results.options[results.options["status"].ne("evaluated").to_numpy(dtype=bool)]
    return Book(results, listed, _given(results, listed), excluded.reset_index(drop=True))


def _in_order(options: pd.DataFrame) -> pd.DataFrame:
    """By stage, facility, then owner and technology as they first appear.

    What is compared with each other then stands together: the best variant of an owner and the best option of a
    facility are found in a few cells, not by searching the whole column in every row.
    """
    keyed = options.assign(
        _stage=options["stage"].map({stage: at for at, stage in enumerate(STAGES)}),
        _facility=pd.factorize(options["facility_id"])[0],
        _group=pd.factorize(group_of(options))[0],
    )
    ordered = keyed.sort_values(["_stage", "_facility", "_group"], kind="stable")
    return ordered.drop(columns=["_stage", "_facility", "_group"]).reset_index(drop=True)


def group_of(options: pd.DataFrame) -> pd.Series:
    """The options of which only the best is ranked: those of one place and technology, within a stage."""
    return (
        options["stage"].astype(str) + "\n" + options["place_id"].astype(str) + "\n" + options["technology"].astype(str)
    )


def _given(results: Results, listed: pd.DataFrame) -> pd.DataFrame:
    """What the tables themselves say of the listed options, or the water engine; NaN where a formula computes it."""
    given = pd.DataFrame(np.nan, index=listed.index, columns=[*GIVEN, *SOMETIMES])
    for origin in listed["origin"].unique():
        mine = (listed["origin"] == origin).to_numpy(dtype=bool)
        if origin == "turbines":
            given.loc[mine] = _given_by_engine(results, listed[mine])[given.columns].to_numpy(dtype=float)
            continue
        if origin == "layouts":
            continue
        frame = results.tables[origin].frame
        rows = listed.loc[mine, "origin_row"].to_numpy(dtype=np.int64)
        for name in GIVEN:
            if name in frame:
                given.loc[mine, name] = frame[name].to_numpy(dtype=float)[rows]
        simple = mine & listed["yield_rule"].eq(SIMPLE).to_numpy(dtype=bool)
        if simple.any():
            rates = results.tables["drops"].frame["use_rate"].to_numpy(dtype=float)
            given.loc[simple, "use_rate"] = rates[listed.loc[simple, "origin_row"].to_numpy(dtype=np.int64)]
    designed = listed["layout_row"].ge(0).to_numpy(dtype=bool)
    for name in GIVEN[:4]:
        given.loc[designed, name] = listed.loc[designed, name].astype(float)
    return given


def _given_by_engine(results: Results, engine: pd.DataFrame) -> pd.DataFrame:
    """Power and energy of machines; their costs where they do not follow from a cost model."""
    rules = [machine_cost_rules(results, option) for option in _records(engine)]
    by_model = {name: np.array([getattr(one, name) is Cost.MODEL for one in rules]) for name in ("capex", "opex")}
    losses = engine["supply_loss"].astype(float)
    return pd.DataFrame(
        {
            "panel_area_m2": np.nan, "capacity_kw": engine["capacity_kw"], "kwh_per_kw": np.nan,
            "annual_kwh": engine["annual_kwh"],
            "capex_yen": engine["capex_yen"].mask(by_model["capex"]),
            "opex_yen_per_year": engine["opex_yen_per_year"].mask(by_model["opex"]),
            "use_rate": np.nan, "supply_loss": losses if losses.ne(0).any() else np.nan,
        },
        index=engine.index,
    )  # fmt: skip


def _records(options: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in options.to_dict("records")]


def place_of(results: Results, origin: str, row: int) -> str:
    """The file and row an option comes from; of a machine that of its drop."""
    if origin == "turbines":
        origin, row = "drops", int(results.turbines["drop_row"].iloc[row])
    if origin == "layouts":
        plots, owner = results.tables["plots"].frame, results.layouts["owner_id"].iloc[row]
        mine = plots["plot_id"].eq(owner) | plots["group_id"].eq(owner)
        origin, row = "plots", int(np.flatnonzero(mine.to_numpy(dtype=bool))[0])
    table = results.tables.get(origin)
    if table is None or not table.file or row >= len(table.rows):
        return origin
    return f"{table.file}:{table.rows[row]}"


def sheet_name(wording: str) -> str:
    """A name that a spreadsheet takes for a sheet."""
    return _NOT_IN_NAMES.sub("", wording)[:LONGEST_NAME]

"""The formulas, recalculated by LibreOffice, against the engine."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from siting.reporting.workbook.book import FIRST_ROW, Grid
from siting.reporting.workbook.evaluations import FIGURES
from siting.reporting.workbook.working import working_grid
from tests.reporting.workbook.conftest import Recalculated
from tests.reporting.workbook.values import read_values, rows_from

OPTION_FIGURES = (
    "capacity_kw", "annual_kwh", "opex_yen_per_year", "capex_yen", "lcoe_yen_per_kwh", "co2_area_t",
)  # fmt: skip
STUDIES = (
    "example", "turbines", "less water", "more water", "discounted", "short", "given yields", "losing", "capex by kW", "thresholds", "cheapest", "one case",
    "no price for hydro", "no screening yields", "hostile", "English", "money", "hours", "sunlight",
    "changed by hand", "money by hand", "fewer years", "plots by hand", "sunlight by hand",
)  # fmt: skip
# "leading" lists only some options; where inputs were changed by hand the stored values are those of before.
AS_WRITTEN = (*STUDIES[:19], "leading")


@pytest.fixture(params=STUDIES)
def one(request: pytest.FixtureRequest, recalculated: Mapping[str, Recalculated]) -> Recalculated:
    return recalculated[request.param]


def cell(one: Recalculated, grid: Grid, key: str, row: int) -> Any:
    return one.found[grid.sheet].get(f"{grid.letters[key]}{row}")


def same(found: Any, expected: Any) -> bool:
    """Equal to 1e-9 relative; no figure is an empty cell."""
    if expected is None or pd.isna(expected):
        return found in (None, "")
    return isinstance(found, int | float) and math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


def test_figures_of_options(one: Recalculated) -> None:
    expected = one.expected.options.set_index("option_id")
    grid = one.book.options
    wrong = [
        (option, name, cell(one, grid, name, FIRST_ROW + at), expected.at[option, name])
        for at, option in enumerate(one.book.listed["option_id"])
        for name in OPTION_FIGURES
        if not same(cell(one, grid, name, FIRST_ROW + at), expected.at[option, name])
    ]
    assert wrong == []
    assert len(one.book.listed) >= 7


def test_figures_of_every_case(one: Recalculated) -> None:
    expected = one.expected.options.set_index("option_id")
    grid = one.book.evaluations
    wrong = []
    for case in one.book.cases:
        for at, option in enumerate(one.book.listed["option_id"]):
            row = one.book.evaluation_row(case, at)
            assert cell(one, grid, "eligible", row) == int(expected.at[option, f"eligible_{case}"])
            for key, (column, _, _) in FIGURES.items():
                if key not in grid.letters or (key == "irr" and is_stale(one, row)):
                    continue
                # A value, told so: it follows no input.
                if key == "break_even" and one.by_hand and case == "premium":
                    continue
                found, right = cell(one, grid, key, row), expected.at[option, f"{column}_{case}"]
                if not same(found, right):
                    wrong.append((option, case, key, found, right))
    assert wrong == []


def is_stale(one: Recalculated, row: int) -> bool:
    """Whether inputs were changed by hand and the number of rates of return is no longer known."""
    grid = one.book.evaluations
    if "rates_found" not in grid.letters or cell(one, grid, "eligible", row) != 1:
        return False
    return cell(one, grid, "rates_found", row) in (None, "") and cell(one, grid, "irr", row) in (None, "")


def test_irr_is_left_out_for_the_engines_reason(one: Recalculated) -> None:
    expected = one.expected.options.set_index("option_id")
    grid = one.book.evaluations
    for case in one.book.cases:
        for at, option in enumerate(one.book.listed["option_id"]):
            if expected.at[option, f"eligible_{case}"]:
                changes = cell(one, grid, "sign_changes", one.book.evaluation_row(case, at))
                state = expected.at[option, f"state_irr_{case}"]
                # By Descartes' rule of signs; two changes of sign may come without any rate.
                assert {0: changes % 2 == 1, 1: changes % 2 == 0, 2: changes > 1}[int(state)]


def test_every_item_of_every_year(recalculated: Mapping[str, Recalculated]) -> None:
    least = {"money": 21, "hours": 10, "money by hand": 21, "sunlight": 6, "sunlight by hand": 6}
    for name, count in least.items():
        one = recalculated[name]
        items = set()
        for case, layout in one.book.layouts.items():
            years = [f"y{t}" for t in range(one.book.years(case) + 1)]
            grid = one.book.items(case)
            for row in project_flows(one, case).fillna(0).to_dict("records"):
                at = layout.row(one.book.places[row["option_id"]], row["item"])
                found = [0 if at is None else cell(one, grid, year, at) or 0 for year in years]
                right = [row[year] for year in years]
                assert found == pytest.approx(right, rel=1e-9, abs=1e-6), (name, case, row["option_id"], row["item"])
                items |= {row["item"]} if at else set()
        assert len(items) >= count


def project_flows(one: Recalculated, case: str) -> pd.DataFrame:
    flows = one.expected.flows
    return flows[flows["case"].eq(case) & flows["scheme"].eq("project")]


def test_several_rates_of_return_occur(recalculated: Mapping[str, Recalculated]) -> None:
    assert (recalculated["losing"].expected.options["state_irr_fit"] == 2).any()


def test_ranks_marks_and_short_list(one: Recalculated) -> None:
    ranking = one.expected.ranking.set_index("option_id")
    grid = working_grid(one.book)
    wrong = []
    for at, option in enumerate(one.book.listed["option_id"]):
        row = FIRST_ROW + at
        ranked = option in ranking.index
        right = ranking.loc[option].to_dict() if ranked else {}
        found = {
            "rank": cell(one, grid, "rank", row) or None,
            "short_listed": bool(cell(one, grid, "short_listed", row)),
            **{
                f"mark_{criterion.column}": cell(one, grid, f"mark_{number}", row) or ""
                for number, criterion in enumerate(one.expected.config.ranking.criteria, start=1)
            },
        }
        wanted = {key: right.get(key, {"rank": None, "short_listed": False}.get(key, "")) for key in found}
        if found != wanted:
            wrong.append((option, found, wanted))
    assert wrong == []
    assert ranking["short_listed"].any()


def test_ranking_sheet_shows_the_same(one: Recalculated) -> None:
    shown = ranking_rows(one)
    expected = one.expected.ranking.set_index("option_id")
    assert {option for option, row in shown.items() if row["rank"]} == set(expected.index)
    assert all(shown[option]["rank"] == expected.at[option, "rank"] for option in expected.index)


def test_ranking_sheet_is_in_the_engines_order(recalculated: Mapping[str, Recalculated]) -> None:
    one = recalculated["example"]
    shown = [option for option, row in ranking_rows(one).items() if row["rank"]]
    assert shown == list(one.expected.ranking["option_id"])


def ranking_rows(one: Recalculated) -> dict[str, dict[str, Any]]:
    rows = rows_from(one.found["順位" if one.book.lang == "ja" else "Ranking"], FIRST_ROW)
    return {row[2]: {"rank": row[1]} for row in rows if row[2]}


def test_only_the_chosen_machine_of_a_drop_is_ranked(recalculated: Mapping[str, Recalculated]) -> None:
    one = recalculated["turbines"]
    ranked = {option for option, row in ranking_rows(one).items() if row["rank"]}
    machines = one.expected.options[one.expected.options["origin"].eq("turbines")]
    chosen = set(machines.loc[machines["chosen"].eq(True), "option_id"])
    best = machines.sort_values("bc_fit", ascending=False).drop_duplicates("owner_id")
    assert set(best["option_id"]) - chosen
    # Two drops share a place: only the better one is counted.
    at_place = {option for option in chosen if option.startswith("W06-D")}
    assert len(at_place) == 2
    assert len(ranked & at_place) == 1
    assert ranked & set(machines["option_id"]) == chosen - (at_place - ranked)
    why = {row[2]: row[-1] for row in rows_from(one.found["順位"], FIRST_ROW)}
    assert all(why[option] == "この地点では別の機種を採用" for option in set(machines["option_id"]) - chosen)


def test_benefits_that_rise_from_a_loss_occur(recalculated: Mapping[str, Recalculated]) -> None:
    options = recalculated["more water"].expected.options
    first_year = options["price_yen_per_kwh_fit"] * options["annual_kwh"] - options["opex_yen_per_year"]
    assert (options["supply_loss"].lt(0) & first_year.lt(0) & options["irr_fit"].notna()).any()
    assert recalculated["less water"].expected.options["supply_loss"].gt(0).any()


def test_published_differences(recalculated: Mapping[str, Recalculated]) -> None:
    for name in ("example", "changed by hand"):
        one = recalculated[name]
        rows = rows_from(one.found["公表値"], FIRST_ROW)
        published = one.expected.published
        words = {"within": "許容差内", "differs": "相違", "missing": "該当値なし"}
        assert [row[9] for row in rows] == [words[state] for state in published["state"]]
        assert all(same(row[7], right) for row, right in zip(rows, published["ours"], strict=True))


def test_no_cell_holds_an_error(recalculated: Mapping[str, Recalculated]) -> None:
    errors = [
        (name, title, address, value)
        for name, one in recalculated.items()
        for title, sheet in one.found.items()
        for address, value in sheet.items()
        if isinstance(value, str) and value.startswith(("#", "Err:"))
    ]
    assert errors == []


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_stored_values_are_those_of_the_formulas(name: str, recalculated: Mapping[str, Recalculated]) -> None:
    one = recalculated[name]
    written = read_values(one.content)
    assert list(written) == list(one.found)
    differ = [
        (title, address, stored.get(address), one.found[title].get(address))
        for title, stored in written.items()
        for address in {**stored, **one.found[title]}
        if not alike(stored.get(address), one.found[title].get(address))
    ]
    assert differ == []


def alike(stored: Any, found: Any) -> bool:
    if isinstance(stored, int | float) and isinstance(found, int | float):
        # A sum of millions of yen that comes to nothing is nothing to a billionth of a yen only in exact arithmetic.
        return math.isclose(stored, found, rel_tol=1e-9, abs_tol=1e-6)
    return (stored or "") == (found or "")

"""Every figure can be followed to its inputs, from results.json alone."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from siting.errors import UnknownName
from siting.reporting.explain import Explanation, explain, explain_down, explainable
from siting.reporting.results import Results, from_json, to_json
from siting.resources import share
from siting.vocabulary.results import result_column
from tests.conftest import EXAMPLE
from tests.reporting.workbook import studies
from tests.reporting.workbook.studies import study


@pytest.fixture(scope="module")
def reread(results: Results) -> Results:
    return from_json(to_json(results))


@pytest.fixture(scope="module")
def with_water(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Results]:
    """Studies with options of the water engine, by what happens to their supply."""
    folder = tmp_path_factory.mktemp("water")
    changes = {"steady": studies.WATER_STEADY, "falling": studies.WATER_FALLING, "rising": studies.WATER_RISING}
    made = {name: study(folder / name, studies.DISCOUNTED, change) for name, change in changes.items()}
    return {name: from_json(to_json(one)) for name, one in made.items()}


def every_chain_ends(told: Mapping[str, Explanation]) -> None:
    """Whatever figure one starts from: each rests on figures that are explained, and none on itself."""
    rests_on = {column: {given.column for given in one.inputs if given.column} for column, one in told.items()}
    assert set().union(*rests_on.values()) <= set(told)
    TopologicalSorter(rests_on).prepare()


def check_all(results: Results, every: int = 1) -> None:
    columns = explainable(results)
    # 6 of options.csv, and of every case 5 there and 10 in evaluations.csv.
    assert len(columns) == 6 + 15 * len(results.cases)
    cases = {column: result_column(column, results.cases)[1] for column in columns}
    for row in results.options.iloc[::every].to_dict("records"):
        told = {column: explain(results, row["option_id"], column) for column in columns}
        every_chain_ends(told)
        for column, one in told.items():
            value = row[column]
            applies = cases[column] is None or row[f"eligible_{cases[column]}"] is True
            if value is None or math.isnan(value) or not applies:
                assert one.value == ""
                assert one.remark is not None
                assert one.remark.say("ja")
                continue
            assert float(one.value.replace(",", "")) == pytest.approx(value, rel=1e-11)
            assert one.formula
            assert one.inputs


def test_every_numeric_column_of_every_option_is_answered(reread: Results, with_water: Mapping[str, Results]) -> None:
    check_all(reread)
    for results in with_water.values():
        assert results.options["origin"].eq("turbines").sum() > 10
        check_all(results)


@pytest.fixture(scope="module")
def with_money(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Results]:
    """Studies whose cash flows hold all items, and prices of every origin."""
    folder = tmp_path_factory.mktemp("money")
    changes = {"items": (studies.TAXED, studies.MONEY), "hours": (studies.TAXED, studies.HOURS)}
    return {name: from_json(to_json(study(folder / name, *each))) for name, each in changes.items()}


def test_every_figure_of_every_kind_of_case_is_answered(with_money: Mapping[str, Results]) -> None:
    for results in with_money.values():
        check_all(results, every=3)


def test_the_items_are_listed_with_their_present_values(with_money: Mapping[str, Results]) -> None:
    results = with_money["items"]
    for case in ("certified", "premium", "part", "other_site"):
        one = explain(results, "W03-P1-pv-study", f"bc_{case}")
        written = results.flows[
            results.flows["option_id"].eq("W03-P1-pv-study")
            & results.flows["case"].eq(case)
            & results.flows["scheme"].eq("project")
        ]
        listed = {
            given.symbol: float(given.value.replace(",", ""))
            for given in one.inputs
            if given.place.startswith("cashflows.csv")
        }
        assert set(listed) <= set(written["item"])
        benefits, costs = (part.split(" = ")[1].split(" + ") for part in one.formula.split("; ")[1:])
        row = results.options.set_index("option_id").loc["W03-P1-pv-study"]
        assert sum(listed[name] for name in benefits) == pytest.approx(row[f"benefit_pv_yen_{case}"], rel=1e-9)
        assert sum(listed[name] for name in costs) == pytest.approx(row[f"cost_pv_yen_{case}"], rel=1e-9)
        assert set(benefits) | set(costs) == set(listed)
    keys = {given.place.split()[-1] for given in explain(results, "W03-P1-pv-study", "bc_part").inputs}
    assert {
        "lifecycle.pv.replacements.0.every_years", "subsidies.0.share_of_capex", "finance.inflation", "cases.part.tax",
        "finance.consumption_tax.rate", "cases.part.own_use_share", "cases.part.surplus_yen_per_kwh",
    } <= keys  # fmt: skip
    excluded = explain(results, "W03-P1-pv-study", "bc_premium").inputs
    assert not any(given.place.split()[-1].startswith("subsidies") for given in excluded)


def test_a_price_is_followed_to_its_row_and_source(with_money: Mapping[str, Results]) -> None:
    results = with_money["hours"]
    for step in (
        explain_down(results, "W07-P1-pv-study", "bc_certified")[0],
        explain(results, "W07-P1-pv-study", "price_yen_per_kwh_certified"),
    ):
        price = next(given for given in step.inputs if given.symbol == "price")
        line, column = re.fullmatch(r"data/feed_in_prices\.csv:(\d+) (\w+)", price.place).groups()  # type: ignore[union-attr]
        with (Path(share("data")) / "feed_in_prices.csv").open(encoding="utf-8") as file:
            row = list(csv.reader(file))[int(line) - 1]
            file.seek(0)
            heading = next(csv.reader(file))
        shipped = dict(zip(heading, row, strict=True))
        assert (shipped["fiscal_year"], shipped["technology"], float(shipped[column])) == ("2014", "pv", 32.0)
        assert price.source is not None
        assert price.source.say("ja") == shipped["source"]
    steps = [
        given
        for given in explain(with_money["items"], "W07-P1-pv-study", "bc_steps").inputs
        if "price_steps" in given.place
    ]
    assert [given.value for given in steps] == ["24", "12.5", "8.3"]
    bands = explain(results, "W07-P1-pv-study", "price_yen_per_kwh_bands").inputs
    assert {"tariffs.high_voltage.energy.0.yen_per_kwh", "loads.W07"} <= {given.place.split()[-1] for given in bands}


def test_a_case_that_does_not_apply_says_why(with_money: Mapping[str, Results]) -> None:
    none = explain(with_money["hours"], "W07-P1-pv-study", "bc_premium")
    assert none.value == ""
    assert none.remark is not None
    assert none.remark.say("en").startswith("not eligible: the price book has no")
    load = explain(with_money["hours"], "W02-P1-pv-study", "price_yen_per_kwh_own").remark
    assert load is not None
    assert "no load of this facility" in load.say("en")


def numbers(one: Explanation) -> str:
    return one.substituted.replace(",", "").replace("×", "*")


@pytest.mark.parametrize(
    "column", ["capacity_kw", "annual_kwh", "capex_yen", "opex_yen_per_year", "co2_area_t", "lcoe_yen_per_kwh"]
)
def test_the_numbers_in_the_formula_give_the_figure(reread: Results, column: str) -> None:
    for option in ("W07-P1-pv-study", "S03-P1-pv-study", "W05-P2-pv-study"):
        one = explain(reread, option, column)
        left, right = numbers(one).rsplit("=", 1)
        assert re.fullmatch(r"[\d\s.+*/()-]+", left)
        assert eval(left) == pytest.approx(float(right), rel=1e-6)


def test_the_numbers_in_the_formula_give_the_figure_of_water_power(with_water: Mapping[str, Results]) -> None:
    for results in with_water.values():
        hydro = results.options[results.options["origin"].isin(["turbines", "drops"])]
        for option in hydro["option_id"]:
            for column in ("capacity_kw", "annual_kwh", "capex_yen", "opex_yen_per_year", "lcoe_yen_per_kwh"):
                one = explain(results, option, column)
                if len(one.inputs) == 1 and "=" not in one.substituted:
                    assert one.substituted == one.value
                    continue
                left, right = numbers(one).rsplit("=", 1)
                assert re.fullmatch(r"[\d\s.+*/()-]+", left), one.substituted
                # The LCOE is written with six decimals of its sums.
                assert eval(left) == pytest.approx(float(right), rel=1e-6 if column.startswith("lcoe") else 1e-9)


def test_water_power_is_followed_to_cells_keys_and_files(with_water: Mapping[str, Results]) -> None:
    results = with_water["falling"]
    known = re.compile(
        r"(drops\.csv:\d+ \w+(, drops\.csv:\d+ \w+)*|project\.toml(:\d+)? [\w.-]+|turbine_charts/\w+\.toml efficiency"
        r"|months\.csv|pumps\.csv P\d (efficiency|capex_yen)|data/\w+\.csv:\d+ \w+)"
    )
    ends: set[str] = set()
    for option in results.options.loc[results.options["origin"].eq("turbines"), "option_id"]:
        for step in explain_down(results, option, "bc_fit"):
            ends |= {one.place for one in step.inputs if not one.column}
    assert [end for end in ends if not known.fullmatch(end)] == []
    assert {"turbine_charts/pat.toml efficiency", "months.csv", "pumps.csv P1 efficiency"} <= ends
    assert any(end.endswith("costs.machines.pat.lifetime_total.fixed_yen") for end in ends)


def test_power_names_flow_head_machine_and_generator(with_water: Mapping[str, Results]) -> None:
    power = explain(with_water["steady"], "W06-D3-hydro-pat", "capacity_kw")
    inputs = {one.symbol: one for one in power.inputs}
    assert inputs["Q"].value == "0.2"
    assert inputs["Q"].place == "drops.csv:7 flow_m3_s"
    assert inputs["H"].value == "25"
    assert inputs["H"].place == "drops.csv:7 up_level_m, drops.csv:7 down_level_m"
    assert inputs["eta_t"].place == "turbine_charts/pat.toml efficiency"
    assert inputs["eta_t"].source is not None
    assert "Derakhshan" in inputs["eta_t"].source.say("en")
    assert inputs["eta_g"].place == "project.toml hydro.generator.efficiency"
    assert inputs["g"].place == "project.toml hydro.gravity_m_s2"
    record = {one.symbol: one for one in explain(with_water["steady"], "W05-D2-hydro-pat", "annual_kwh").inputs}
    assert record["flow_record"].value == "months.csv"
    assert record["flow_record"].source is not None
    assert re.fullmatch("monthly report; SHA-256 [0-9a-f]{64}", record["flow_record"].source.say("en"))


def test_a_steady_flow_is_one_line_and_a_record_is_said_to_be_a_sum(with_water: Mapping[str, Results]) -> None:
    results = with_water["steady"]
    steady = explain(results, "W06-D2-hydro-pat", "annual_kwh")
    assert steady.formula.endswith("× 8,760 × use_rate × (365 - outage_days) / 365")
    summed = explain(results, "W05-D2-hydro-pat", "annual_kwh")
    assert "Σ(" in summed.formula
    assert summed.remark is not None
    assert "sum over the record" in summed.remark.say("en")
    assert {"capacity_kw", "full_load_hours", "pipe_length_m", "required_head_m"} <= {
        one.symbol for one in summed.inputs
    }


def test_costs_come_from_the_drop_the_pump_and_the_model_of_the_machine(with_water: Mapping[str, Results]) -> None:
    results = with_water["rising"]
    own = explain(results, "W06-D2-hydro-pat", "capex_yen")
    assert own.inputs[0].place == "drops.csv:6 capex_yen"
    pump = explain(results, "W05-D2-hydro-pat_double_suction", "capex_yen")
    assert pump.substituted == "2 × 30,000,000 = 60,000,000"
    assert pump.inputs[1].place == "pumps.csv P1 capex_yen"
    model = explain(results, "W05-D2-hydro-pat", "capex_yen")
    assert "costs.machines.pat.lifetime_total" in model.inputs[0].place


def test_figures_say_that_they_rest_on_a_supply_that_changes(with_water: Mapping[str, Results]) -> None:
    for column in ("bc_fit", "npv_yen_fit", "irr_fit", "lcoe_yen_per_kwh"):
        one = explain(with_water["falling"], "W06-D3-hydro-pat", column)
        assert "(1-loss)·(1-supply_loss)" in one.formula
        inputs = {given.symbol: given for given in one.inputs}
        assert inputs["flow_change"].value == "-0.01"
        assert "hydro.flow_change_per_year" in inputs["supply_loss"].place
        assert "supply_loss" not in explain(with_water["steady"], "W06-D3-hydro-pat", column).formula


def test_a_simple_drop_is_power_times_use_rate(reread: Results) -> None:
    one = explain(reread, "W06-D1-hydro-simple", "annual_kwh")
    assert one.substituted == "73.2 × 8,760 × 0.6 = 384,739.2"
    assert re.fullmatch(r"drops\.csv:4 use_rate", one.inputs[1].place)


def test_inputs_lead_to_the_cell_the_key_and_the_shipped_row(reread: Results) -> None:
    energy = {one.symbol: one for one in explain(reread, "W07-P1-pv-study", "capacity_kw").inputs}
    file, line, column = re.fullmatch(r"(\S+):(\d+) (\S+)", energy["panel_area_m2"].place).groups()  # type: ignore[union-attr]
    rows = list(csv.reader((EXAMPLE / file).read_text(encoding="utf-8-sig").splitlines()))
    assert rows[int(line) - 1][rows[0].index(column)] == "5600"
    _, line, key = re.fullmatch(r"(\S+):(\d+) (\S+)", energy["kw_per_m2"].place).groups()  # type: ignore[union-attr]
    written = (EXAMPLE / "project.toml").read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert written.startswith("kw_per_m2 = 0.14")
    assert key == "screening.pv.kw_per_m2"
    assert energy["kw_per_m2"].assumption
    carbon = explain(reread, "W07-P1-pv-study", "co2_area_t").inputs[1]
    line = re.fullmatch(r"data/emission_factors\.csv:(\d+) .*", carbon.place).group(1)  # type: ignore[union-attr]
    shipped = (Path(share("data")) / "emission_factors.csv").read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert shipped.startswith("関西電力,2013,0.522")


def test_a_default_is_said_to_be_one(reread: Results) -> None:
    loss = next(one for one in explain(reread, "W07-P1-pv-study", "bc_fit").inputs if one.symbol == "loss")
    assert loss.source is not None
    assert "default" in loss.source.say("en")


def test_unknown_names_are_told_with_near_ones(reread: Results) -> None:
    with pytest.raises(UnknownName, match="did you mean W07-P1-pv-study"):
        explain(reread, "W07-P1-pv-studdy", "bc_fit")
    with pytest.raises(UnknownName, match="bc_fit"):
        explain(reread, "W07-P1-pv-study", "bc_fitt")


def test_a_figure_is_followed_down_to_cells_keys_and_shipped_rows(reread: Results) -> None:
    told = explain_down(reread, "W07-P1-pv-study", "bc_tariff")
    assert [one.column for one in told] == ["bc_tariff", "annual_kwh", "capex_yen", "opex_yen_per_year", "capacity_kw"]
    ends = {one.place.split(":")[0] for step in told for one in step.inputs if not one.column}
    assert ends == {"plots.csv", "project.toml", "project.toml finance.degradation.pv"}
    carbon = explain_down(reread, "W07-P1-pv-study", "co2_own_t_tariff")
    assert carbon[1].inputs[1].place.startswith("data/emission_factors.csv:")

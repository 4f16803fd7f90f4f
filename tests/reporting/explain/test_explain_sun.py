"""Figures of designed plots are followed to cells, drawings, keys, losses and shipped modules."""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from siting.project.modules import shipped_modules
from siting.reporting.explain import Explanation, explain, explain_down
from siting.reporting.results import Results, from_json, to_json
from siting.resources import share
from tests.conftest import EXAMPLE
from tests.reporting.explain.test_explain import check_all, numbers
from tests.reporting.sun_studies import sunny

NO_MODULE = (
    ('module = "topcon-440-2024"', 'kw_per_m2 = 0.22\n[solar.physics]\npower_per_k = -0.003\n[solar.losses]\nsoiling = [0.01, 0.01, 0.02, 0.02, 0.03, 0.03, 0.03, 0.03, 0.02, 0.02, 0.01, 0.01]'),
    ("rack_kn_m2 = 0.1", "slope_m = 3.5\nrack_kn_m2 = 0.1"),
)  # fmt: skip
DRAWN, AREA = "A-P1-pv-t5", "A-P2-pv-t20"


@pytest.fixture(scope="module")
def sun(sun_results: Results) -> Results:
    return from_json(to_json(sun_results))


@pytest.fixture(scope="module")
def without_module(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return from_json(to_json(sunny(tmp_path_factory.mktemp("sun") / "bare", *NO_MODULE)))


def by_symbol(one: Explanation) -> dict[str, tuple[str, str]]:
    return {given.symbol: (given.value, given.place) for given in one.inputs}


def computed(one: Explanation) -> Iterator[float]:
    """Both sides of what stands for the formula."""
    left, right = numbers(one).rsplit("=", 1)
    assert re.fullmatch(r"[\d\s.+*/()e-]+", left), one.substituted
    yield from (float(eval(left)), float(right))


def test_every_numeric_column_of_every_option_is_answered(sun: Results) -> None:
    assert sun.options["layout_row"].ge(0).sum() == 4
    check_all(sun)


def test_the_numbers_in_the_formula_give_the_figure(sun: Results, without_module: Results) -> None:
    for results in (sun, without_module):
        for option in results.options["option_id"]:
            for column in ("capacity_kw", "annual_kwh"):
                left, right = computed(explain(results, option, column))
                assert left == pytest.approx(right, rel=1e-9), (option, column)


def test_power_is_followed_to_the_outline_the_keys_and_the_module(sun: Results) -> None:
    drawn = explain(sun, DRAWN, "capacity_kw")
    assert drawn.formula == "capacity_kw = panels × power_w / 1,000"
    inputs = by_symbol(drawn)
    line, column = re.fullmatch(r"data/modules\.csv:(\d+) (\w+)", inputs["power_w"][1]).groups()  # type: ignore[union-attr]
    with (Path(share("data")) / "modules.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[int(line) - 1][0] == "topcon-440-2024"
    assert rows[int(line) - 1][rows[0].index(column)] == inputs["power_w"][0] == "440"
    source = next(given.source for given in drawn.inputs if given.symbol == "power_w")
    assert source is not None
    assert source.say("ja") == shipped_modules()["topcon-440-2024"].source
    assert inputs["ground_area_m2"][1] == "plots.gpkg:1 geometry"
    assert inputs["panels"] == ("568", f"layouts.csv {DRAWN} panels")
    assert inputs["margin_m"] == ("3", "project.toml solar.layout.margin_m")
    assert inputs["module"][0] == "topcon-440-2024"
    assert re.fullmatch(r"project\.toml:\d+ solar\.module", inputs["module"][1])
    area = by_symbol(explain(sun, AREA, "capacity_kw"))
    assert area["ground_area_m2"] == ("400", "plots.gpkg:2 ground_area_m2")
    assert "margin_m" not in area


def test_power_without_a_module_is_area_times_power_per_area(without_module: Results) -> None:
    drawn, area = (explain(without_module, option, "capacity_kw") for option in (DRAWN, AREA))
    assert drawn.formula == "capacity_kw = panel_area_m2 × kw_per_m2"
    assert area.formula == "capacity_kw = ground_area_m2 × slope_m / row_pitch_m × kw_per_m2"
    assert re.fullmatch(r"project\.toml:\d+ solar\.layout\.slope_m", by_symbol(area)["slope_m"][1])
    energy = by_symbol(explain(without_module, DRAWN, "annual_kwh"))
    assert energy["soiling"][0].startswith("0.01, 0.01, 0.02")
    assert energy["power_per_k"][0] == "-0.003"


def test_a_module_of_the_cec_table_is_said_to_be_one(sun: Results) -> None:
    assert sun.config.solar is not None
    config = sun.config.model_copy(update={"solar": sun.config.solar.model_copy(update={"module": "cec:Some_Maker_1"})})
    other = dataclasses.replace(sun, config=config, layouts=sun.layouts.assign(module="cec:Some_Maker_1"))
    inputs = {one.symbol: one for one in explain(other, DRAWN, "capacity_kw").inputs}
    assert inputs["power_w"].place == "cec:Some_Maker_1 power_w"
    assert inputs["power_w"].source is not None
    assert "pvlib" in inputs["power_w"].source.say("en")


def test_energy_names_every_loss_and_where_its_figure_comes_from(sun: Results) -> None:
    one = explain(sun, DRAWN, "annual_kwh")
    inputs = by_symbol(one)
    steps = sun.losses.loc[sun.losses["option_id"].eq(DRAWN), "step"]
    assert {"obstacles", "rows", "soiling", "temperature", "inverter"} <= set(steps)
    assert {f"loss_{step}" for step in steps} <= set(inputs)
    assert inputs["loss_soiling"][1] == f"losses.csv {DRAWN} soiling"
    assert inputs["soiling"] == ("0.02", "project.toml solar.losses.soiling")
    default = next(given.source for given in one.inputs if given.symbol == "soiling")
    assert default is not None
    assert "default of siting" in default.say("en")
    walls = next(given for given in one.inputs if given.symbol == "buildings")
    assert walls.value == "walls.gpkg"
    assert walls.source is not None
    assert re.fullmatch("survey; SHA-256 [0-9a-f]{64}", walls.source.say("en"))
    assert inputs["power_per_k"] == ("-0.0029", "data/modules.csv:4 power_per_k")
    assert inputs["weather"][0] == "normals"
    assert one.remark is not None
    assert "JMA normals" in one.remark.say("en")


def test_energy_by_factor_is_followed_to_its_two_figures(results: Results) -> None:
    power = explain(results, "W07-P1-pv-t10", "capacity_kw")
    assert next(computed(power)) == pytest.approx(891, rel=0.01)
    cell = re.fullmatch(r"plots\.csv:(\d+) ground_area_m2", by_symbol(power)["ground_area_m2"][1])
    assert cell
    written = (EXAMPLE / "plots.csv").read_text(encoding="utf-8-sig").splitlines()[int(cell.group(1)) - 1]
    assert written.startswith("W07-P1,")
    energy = explain(results, "W07-P1-pv-t10", "annual_kwh")
    assert energy.formula == "annual_kwh = capacity_kw × 365 × factor × daily_kwh_m2"
    assert by_symbol(energy)["daily_kwh_m2"][0] == "3.605"
    assert all(given.assumption for given in energy.inputs if given.symbol in ("factor", "daily_kwh_m2"))


def test_output_control_stands_among_what_the_sums_of_a_case_rest_on(sun: Results) -> None:
    npv = explain(sun, DRAWN, "npv_yen_fit")
    told = {given.symbol: (given.value, given.place.split()[-1]) for given in npv.inputs}
    assert [told[f"curtailed_{year}"][0] for year in (1, 2, 3)] == ["0.03", "0.1", "0.04"]
    assert told["curtailed_2"][1] == "solar.curtailment.shares.1"
    assert next(given.assumption for given in npv.inputs if given.symbol == "curtailed_1")
    row = sun.options.set_index("option_id").loc[DRAWN]
    listed = {given.symbol: float(given.value.replace(",", "")) for given in npv.inputs if "cashflows" in given.place}
    assert listed["sales"] == pytest.approx(row["benefit_pv_yen_fit"], rel=1e-9)
    assert listed["capex"] + listed["opex"] == pytest.approx(row["cost_pv_yen_fit"], rel=1e-9)
    assert "(1-curtailed_t)" in explain(sun, DRAWN, "lcoe_yen_per_kwh_fit").formula
    energy = explain(sun, "A-P1-pv-area", "annual_kwh").remark
    assert energy is not None
    assert energy.say("en").startswith("before output control")
    assert "curtailed" not in " ".join(given.symbol for given in explain(sun, DRAWN, "lcoe_yen_per_kwh").inputs)


def test_the_share_used_on_site_is_one_of_what_is_generated(sun: Results) -> None:
    """Before output control, so that CO2 of the year's energy times the share is that of own use."""
    stated = explain(sun, DRAWN, "own_use_share_own")
    assert stated.value == "0.6"
    assert by_symbol(explain(sun, DRAWN, "own_use_share_surplus"))["generation"][0] == "normals"


def test_explanations_are_the_same_twice_and_in_both_languages(sun: Results) -> None:
    for lang in ("ja", "en"):
        said = [
            [(one.formula, one.remark.say(lang) if one.remark else "", [given.label.say(lang) for given in one.inputs])
             for one in explain_down(results, DRAWN, "bc_surplus")]
            for results in (sun, from_json(to_json(sun)))
        ]  # fmt: skip
        assert said[0] == said[1]


def test_a_design_that_is_left_out_still_tells_its_power_and_energy(sun: Results) -> None:
    out = sun.options["option_id"].eq(DRAWN)
    options = sun.options.assign(status=sun.options["status"].where(~out, "excluded"))
    heavy = dataclasses.replace(sun, options=options)
    for column in ("capacity_kw", "annual_kwh", "capex_yen"):
        one = explain(heavy, DRAWN, column)
        assert one.formula == explain(sun, DRAWN, column).formula
        assert one.remark is not None
        assert one.remark.say("en").startswith("not evaluated")
    assert explain(heavy, DRAWN, "bc_fit").formula == ""

"""Every figure can be followed to its inputs, from results.json alone."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import pytest

from siting.errors import UnknownName
from siting.reporting.explain import Explanation, explain, explain_down, explainable
from siting.reporting.results import Results, from_json, to_json
from siting.resources import share
from tests.conftest import EXAMPLE


@pytest.fixture(scope="module")
def reread(results: Results) -> Results:
    return from_json(to_json(results))


def test_every_numeric_column_of_every_option_is_answered(reread: Results) -> None:
    columns = explainable(reread)
    assert len(columns) == 16
    for row in reread.options.to_dict("records"):
        for column in columns:
            one = explain(reread, row["option_id"], column)
            value = row[column]
            if value is None or math.isnan(value):
                assert one.value == ""
                assert one.remark is not None
                assert one.remark.say("ja")
                continue
            assert float(one.value.replace(",", "")) == pytest.approx(value, rel=1e-11)
            assert one.formula
            assert one.inputs


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


def test_every_chain_ends(reread: Results) -> None:
    for option in reread.options["option_id"]:
        for column in explainable(reread):
            assert len(explain_down(reread, option, column)) <= len(explainable(reread))

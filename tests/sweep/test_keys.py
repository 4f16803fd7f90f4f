"""Which keys may be varied, and what is said of the others; values are judged by the project's own model."""

from __future__ import annotations

from decimal import Decimal

import pytest

import siting
from siting.project.model import Config
from siting.scenarios.ranges import parse_axis
from siting.sweep.keys import WrongVary, config_at, price_case, written_of, wrong_key
from siting.sweep.plan import plan_sweep
from tests.conftest import EXAMPLE

PROJECT = siting.load(EXAMPLE)


def told(vary: list[str]) -> list[str]:
    with pytest.raises(WrongVary) as raised:
        plan_sweep(PROJECT, vary)
    return [problem.say("en") for problem in raised.value.problems]


@pytest.mark.parametrize(
    "key",
    [
        "finance.discount_rate", "finance.degradation", "finance.degradation.hydro", "finance.inflation",
        "costs.pv.opex.yen_per_kw_year", "costs.pv.lifetime_total.steps.0.yen_per_mwh", "screening.pv.kwh_per_kw",
        "lifecycle.pv.insurance_share_of_capex", "lifecycle.hydro.property_tax.rate", "cases.fit.period_years",
        "cases.fit.price_yen_per_kwh", "cases.tariff.price_yen_per_kwh.pv", "cases.tariff.surplus_yen_per_kwh",
    ],
)  # fmt: skip
def test_any_figure_of_money_and_given_yields_may_be_varied(key: str) -> None:
    assert wrong_key(PROJECT.config, key) is None


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("hydro.gravity_m_s2", "computed again"),
        ("flows.a.factor", "computed again"),
        ("tables.plots.file", "computed again"),
        ("loads.W07.annual_kwh", "computed again"),
        ("tariffs.a.energy.0.from_hour", "computed again"),
        ("project.base_year", "computed again"),
        ("ranking.short_list.count", "changes no figure"),
        ("outputs.cashflow_options", "changes no figure"),
        ("cases.fot.price_yen_per_kwh", "did you mean fit?"),
        ("finance.discont_rate", "did you mean discount_rate?"),
        ("costs.pv.lifetime_total.steps.3.yen_per_mwh", "the keys here are 0, 1, 2"),
        ("cases.fit", "no number stands here"),
        ("cases.fit.label", "no number stands here"),
        ("cases.fit.price_yen_per_kwh.pv.x", "no number stands here"),
        ("nothing", "unknown key"),
    ],
)
def test_other_keys_are_refused_with_the_reason(key: str, said: str) -> None:
    (line,) = told([f"{key}=1,2"])
    assert line.startswith(f"--vary: {key}: ")
    assert said in line


def test_all_faults_are_told_at_once_and_under_their_key() -> None:
    lines = told([
        "finance.discount_rate=-1,0,7", "cases.fit.price_yen_per_kwh=-4:4:4", "finance.years=10,2.5", "screening.pv.kwh_per_kw=1;2",
        "hydro.gravity_m_s2=9.8", "finance.inflation", "finance.inflation=0.5,0.1",
    ])  # fmt: skip
    assert len(lines) == 8
    assert [line.split(": ")[1] for line in lines if "yen/kWh" in line] == ["cases.fit.price_yen_per_kwh"]
    assert any("finance.years: '2.5' - expected a whole number" in line for line in lines)
    assert any("finance.discount_rate: '-1' - expected a number >= -0.5" in line for line in lines)
    assert any("finance.discount_rate: '7' - expected a number <= 1" in line for line in lines)
    assert told([]) == ["--vary: name at least one key to vary"]


def test_a_figure_and_its_part_cannot_be_varied_together() -> None:
    lines = told(["cases.fit.price_yen_per_kwh=1,2", "cases.fit.price_yen_per_kwh.pv=1,2"])
    assert any("a part of the same figure" in line for line in lines)
    assert any("varied twice" in line for line in told(["finance.years=1", "finance.years=2"]))


def test_what_stands_in_shipped_tables_is_checked_too() -> None:
    (line,) = told(["co2.fiscal_year=2013,1999"])
    assert "no basic factor for 1999" in line


def test_a_configuration_survives_being_written_out() -> None:
    written = written_of(PROJECT.config)
    assert Config.model_validate(written) == PROJECT.config
    assert config_at(written, [], ()) == PROJECT.config
    assert config_at(written, ["finance.years"], (None,)) == PROJECT.config


def test_a_point_changes_its_keys_and_nothing_else() -> None:
    written = written_of(PROJECT.config)
    keys = ["cases.fit.price_yen_per_kwh.pv", "costs.pv.lifetime_total.steps.1.yen_per_mwh", "finance.years"]
    changed = config_at(written, keys, tuple(map(Decimal, ("8.5", "1", "15"))))
    price = changed.cases["fit"].price_yen_per_kwh
    assert price is not None
    assert (price.pv, price.hydro, changed.finance.years) == (8.5, 35.7, 15)
    assert changed.costs.pv is not None
    assert changed.costs.pv.lifetime_total is not None
    assert [step.yen_per_mwh for step in changed.costs.pv.lifetime_total.steps] == [800_000, 1, 750_000]
    assert written_of(PROJECT.config) == written
    one_for_all = config_at(written, ["cases.fit.price_yen_per_kwh"], (Decimal(20),)).cases["fit"].price_yen_per_kwh
    assert one_for_all is not None
    assert (one_for_all.pv, one_for_all.hydro) == (20, 20)


def test_prices_are_known_by_their_key() -> None:
    assert price_case("cases.fit.price_yen_per_kwh") == "fit"
    assert price_case("cases.fit.price_yen_per_kwh.pv") == "fit"
    assert price_case("cases.fit.period_years") is None
    axis, _ = parse_axis("finance.years=1")
    assert axis is not None
    assert price_case(axis.key) is None

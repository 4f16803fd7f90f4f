"""Costs over the life: parts, grid, subsidies, replacements, insurance, taxes, removal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from siting.finance.lifecycle import breakdown, taxed_value
from siting.project.money import Lifecycle, Parts, PropertyTax
from tests.finance.study import plant, study

FIT = {"kind": "fit", "price_yen_per_kwh": 20.0}
TARIFF = {"kind": "tariff", "price_yen_per_kwh": 20.0}


def items(lifecycle: dict[str, Any], case: dict[str, Any] = FIT, **finance: Any) -> dict[str, np.ndarray]:
    return dict(study(plant(), case, finance, lifecycle).flow.items)


def test_parts_add_up_to_the_capital_cost() -> None:
    found = items({"parts": {"equipment": 0.6, "works": 0.25, "design": 0.05, "contingency": 0.1}})
    assert "capex" not in found
    assert sum(found[name][0, 0] for name in ("equipment", "works", "design", "contingency")) == pytest.approx(-30e6)
    with pytest.raises(ValidationError):
        Parts(equipment=0.6, works=0.5)


def test_the_works_break_down_by_type_with_overheads_last() -> None:
    life = Lifecycle.model_validate({
        "parts": {"equipment": 0.6, "works": 0.4},
        "works": {"types": [{"name": "架台", "share": 0.5}, {"name": "電気", "share": 0.3}], "overhead_share": 0.2},
    })  # fmt: skip
    rows = list(breakdown(life, 30e6))
    assert [row[0] for row in rows] == ["架台", "電気", "諸経費"]
    assert sum(row[2] for row in rows) == pytest.approx(12e6)


def test_full_sale_needs_its_own_intake_and_own_use_protection_relays() -> None:
    grid = {"grid": {"yen_per_kw": 10_000.0, "own_intake_yen": 8e6, "protection_relay_yen": 2e6}}
    assert items(grid)["grid_connection"][0, 0] == pytest.approx(-9e6)
    assert items(grid, TARIFF)["grid_connection"][0, 0] == pytest.approx(-3e6)
    small = study(plant(kw=[49.9, 50.0]), FIT, {}, grid).flow.items["grid_connection"][:, 0]
    assert small.tolist() == pytest.approx([-499_000, -8_500_000])


def test_a_subsidy_is_paid_up_to_its_limit_and_not_where_it_is_ruled_out() -> None:
    subsidy = ({"name": "補助", "share_of_capex": 0.5, "max_yen": 10e6},)
    assert study(plant(), TARIFF, {}, None, subsidy).flow.items["subsidy"][0, 0] == 10e6
    assert "subsidy" not in study(plant(), FIT, {}, None, subsidy).flow.items
    twice = (*subsidy, {"name": "県", "yen_per_kw": 400_000.0})
    assert study(plant(), TARIFF, {}, None, twice).flow.items["subsidy"][0, 0] == 30e6  # never more than the cost


def test_replacements_come_due_but_not_in_the_last_year() -> None:
    part = {"name": "PCS", "every_years": 10, "yen_per_kw": 30_000.0}
    yen = items({"replacements": [part]}, inflation=0.02)["replacement"][0]
    assert np.flatnonzero(yen).tolist() == [10]
    assert yen[10] == pytest.approx(-3e6 * 1.02**9)


def test_running_costs_rise_with_inflation_from_the_second_year() -> None:
    opex = items({}, inflation=0.02)["opex"][0]
    assert opex[1] == -500_000
    assert opex[20] == pytest.approx(-500_000 * 1.02**19)


def test_property_tax_follows_the_declining_book_value() -> None:
    """17 years: residual factor 0.873, half a fall in year 1; a special base for three years."""
    tax = PropertyTax(rate=0.014, reduced_share=2 / 3, reduced_years=3)
    value = taxed_value(tax, 5)
    assert value[0] == pytest.approx((1 - 0.127 / 2) * 2 / 3)
    assert value[1] / value[0] == pytest.approx(0.873)
    assert value[3] / value[2] == pytest.approx(0.873 * 1.5)
    paid = items({"property_tax": tax.model_dump()})["property_tax"][0]
    assert paid[4] == pytest.approx(-30e6 * 0.014 * 0.9365 * 0.873**3)


def test_removal_and_what_is_left_come_in_the_last_year() -> None:
    found = items({"removal": {"yen_per_kw": 5000.0, "share_of_capex": 0.01}, "residual_share_of_capex": 0.1})
    assert np.flatnonzero(found["decommissioning"][0]).tolist() == [20]
    assert found["decommissioning"][0, 20] == pytest.approx(-800_000)
    assert found["residual_value"][0, 20] == pytest.approx(3e6)


def test_insurance_is_a_share_of_the_capital_cost_every_year() -> None:
    assert items({"insurance_share_of_capex": 0.002})["insurance"][0, 1:].tolist() == [-60_000.0] * 20


def test_consumption_tax_is_taken_off_what_holds_it() -> None:
    money = {"consumption_tax": {"rate": 0.1}}
    price = study(plant(), {**FIT, "tax": "included", "price_yen_per_kwh": 22.0}, money).flow
    assert price.items["sales"][0, 1] == pytest.approx(2e6)
    cost = study(plant(capex=33e6), FIT, money, {"tax": "included"}).flow
    assert cost.items["capex"][0, 0] == pytest.approx(-30e6)
    added = study(plant(), FIT, {"consumption_tax": {"rate": 0.1, "basis": "included"}}).flow
    assert added.items["sales"][0, 1] == pytest.approx(2.2e6)
    assert (
        study(plant(), {**FIT, "tax": "included"}).flow.items["sales"][0, 1] == 2e6
    )  # nothing stated, nothing converted


def test_costs_that_only_one_case_has_stay_out_of_the_cost_of_energy() -> None:
    from siting.finance.evaluate import base_lcoe
    from siting.project.money import Finance, Lifecycles

    grid = {"grid": {"yen_per_kw": 10_000.0, "own_intake_yen": 8e6, "protection_relay_yen": 2e6}}
    lives = Lifecycles.model_validate({"pv": grid})
    assert base_lcoe(plant(), Finance.model_validate({}), lives)[0] == pytest.approx((30e6 + 1e6 + 10e6) / 2e6)

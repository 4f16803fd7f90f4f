"""PySAM's Singleowner set to a plant without debt, taxes, reserves and fees: capital, upkeep, one price, degradation."""

from __future__ import annotations

from typing import Any

import PySAM.Singleowner

YEARS = 20
CAPEX_YEN, FIRST_KWH, PRICE_YEN, OPEX_YEN, LOSS = 250e6, 1e6, 22.0, 5e6, 0.005


def single_owner() -> Any:
    """The reference row in PySAM, ready to execute; its after-tax project IRR is the plain one."""
    model = PySAM.Singleowner.default("CustomGenerationProfileSingleOwner")
    settings: dict[str, dict[str, Any]] = {
        "FinancialParameters": {
            "analysis_period": YEARS, "federal_tax_rate": [0.0], "state_tax_rate": [0.0], "inflation_rate": 0.0,
            "insurance_rate": 0.0, "debt_option": 0, "debt_percent": 0.0, "dscr_reserve_months": 0.0,
            "construction_financing_cost": 0.0, "cost_debt_fee": 0.0, "months_working_reserve": 0.0,
            "reserves_interest": 0.0, "equip1_reserve_cost": 0.0, "equip2_reserve_cost": 0.0, "real_discount_rate": 4.0,
        },
        "SystemCosts": {
            "total_installed_cost": CAPEX_YEN, "om_capacity": [0.0], "om_fixed": [OPEX_YEN], "om_fuel_cost": [0.0],
        },
        "Revenue": {"ppa_price_input": [PRICE_YEN], "ppa_escalation": 0.0},
        "SystemOutput": {"degradation": [100 * LOSS], "gen": [FIRST_KWH / 8760] * 8760},
    }  # fmt: skip
    for group, values in settings.items():
        for name, value in values.items():
            setattr(getattr(model, group), name, value)
    return model

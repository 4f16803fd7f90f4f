"""Where an option stands, how large its whole site is, when it can start, and what follows for its price."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import siting
from tests.conftest import EXAMPLE

CASES = """
[cases.start]
kind = "fit"
price_year = "option_start"
unannounced = "last"

[cases.part]
kind = "surplus"
price_yen_per_kwh = 18
price_year = 2019
own_use_share = 0.4

[lifecycle.hydro]
removal = { share_of_capex = 0.2 }
"""


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("standing") / "toyonaka"))
    toml = (folder / "project.toml").read_text(encoding="utf-8")
    (folder / "project.toml").write_text(
        toml.replace("[hydro.choice]", CASES + "\n[hydro.choice]", 1), encoding="utf-8"
    )
    return siting.evaluate(siting.load(folder)).options.set_index("option_id")


def test_plots_of_one_facility_add_up_and_designs_of_one_place_do_not(options: pd.DataFrame) -> None:
    assert options.loc["W02-P1-pv-study", "site_kw"] == pytest.approx(130 * 0.14 + 160 * 0.14)
    assert options.loc["W05-P1-pv-max", "site_kw"] == 209  # the smaller design of the same plot is no second plant
    assert options.loc["W05-P1-pv-min", "site_kw"] == 140
    assert options.loc["W06-D1-hydro-pat", "site_kw"] == 73  # solar at the same facility is another plant


def test_an_option_starts_after_its_constraint_and_meets_the_price_of_that_year(options: pd.DataFrame) -> None:
    """Seismic works until FY2017 at W07: FY2018 and its 18 yen; the water works building has none: FY2013, 36 yen."""
    assert options.loc["W07-P1-pv-t30", ["start_year", "price_yen_per_kwh_start"]].tolist() == [2018, 18.0]
    assert options.loc["W01-P1-pv-study", ["start_year", "price_yen_per_kwh_start"]].tolist() == [2013, 36.0]


def test_a_stated_share_parts_the_energy_and_the_book_prices_the_rest(options: pd.DataFrame) -> None:
    """FY2019, 10-500 kW: 14 yen. The tops of reservoirs are priced as ground and say so where that matters."""
    row = options.loc["S01-P1-pv-max"]
    assert row["own_use_share_part"] == pytest.approx(0.4)
    assert row["benefit_pv_yen_part"] == pytest.approx(20 * 102_573 * (0.4 * 18 + 0.6 * 14))
    assert row["price_row_part"].startswith("feed_in_prices.csv:")
    assert not options.loc["W07-P1-pv-t5", "eligible_part"]  # 1,028 kW: auction


def test_a_rate_of_return_that_is_not_the_only_one_is_listed_with_the_others(options: pd.DataFrame) -> None:
    """Removal above the last year's income turns the sign of the flow a second time."""
    row = options.loc["W06-D1-hydro-pat"]
    assert pd.isna(row["irr_fit"])
    roots = [float(one) for one in row["irr_roots_fit"].split("; ")]
    assert len(roots) == 2
    assert roots == sorted(roots)
    yearly = 385_000 * 35.7 - row["opex_yen_per_year"]
    for root in roots:  # six digits of each
        flows = [yearly * (1 + root) ** -t for t in range(1, 21)] + [-42e6 * (1 + root) ** -20]
        assert sum(flows) == pytest.approx(210e6, abs=1e-3 * sum(map(abs, flows)))

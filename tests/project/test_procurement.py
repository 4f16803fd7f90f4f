"""Faults of schemes, the city's finance and taxes are told in the user's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting.project.check_schemes import check_schemes
from siting.project.toml import check_config, read_config
from siting.vocabulary.money import SCHEME_KIND_NAMES

HEAD = """
[project]
name = "t"
[cases.fit]
price_yen_per_kwh = 20.0
[ranking]
by = "bc_fit"
"""


def problems(tmp_path: Path, written: str, lang: str = "en") -> list[str]:
    path = tmp_path / "project.toml"
    path.write_text(HEAD + written, encoding="utf-8")
    config, faults = read_config(path)
    assert config is not None, faults
    return [fault.say(lang) for fault in check_config(config)[1]]


PFI = "[schemes.pfi_bto]\ntarget_eirr = 0.05\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (PFI + "debt = { share = 1.1, rate = 0.02, years = 20 }", "schemes.pfi_bto.debt.share: '1.1' - expected a number <= 1"),
        (PFI + "debt = { share = 0.9, rate = 0.02, years = 0 }", "schemes.pfi_bto.debt.years: '0' - expected a number >= 1 [years]"),
        (PFI + "capex_reduction = -0.1", "schemes.pfi_bto.capex_reduction: '-0.1' - expected a number >= 0"),
        (PFI + "debt = { share = 0.9, rate = 0.02, years = 5, grace_years = 5 }", "schemes.pfi_bto.debt: grace_years must be fewer than years"),
        ("[schemes.pfi_bto]", "schemes.pfi_bto: target_eirr is required: the return on equity that the company needs"),
        ("[schemes.db]\ntarget_eirr = 0.05", "schemes.db: debt, target_eirr and min_dscr belong to schemes in which a company invests"),
        ("[schemes.db]\nlease_rate = 0.05", "schemes.db: lease_rate and lease_years belong to kind lease"),
        ("[schemes.db]\nppa_price_yen_per_kwh = 5.0", "schemes.db: ppa_price_yen_per_kwh belongs to kind onsite_ppa"),
        (PFI + "rent = { yen_per_year = 1.0 }", "schemes.pfi_bto: rent belongs to kinds independent and onsite_ppa"),
        (
            "[schemes.independent]\ntarget_eirr = 0.05\nrent = { yen_per_year = 1.0, highest = true }",
            "schemes.independent.rent: give either a rent or highest = true",
        ),
        (
            "[schemes.onsite_ppa]\ntarget_eirr = 0.05\nrent = { highest = true }",
            "schemes.onsite_ppa: of the on-site price and the rent one must be stated: both cannot be found",
        ),
        ("[taxes]\nincome_tax_rate = 0.99", "taxes: the tax rates on income must add up to less than 1"),
        (
            '[city]\nbond = { share = 0.9, rate = 0.01, years = 20, method = "sculpted" }',
            "city: a bond is level or level_principal",
        ),
        ("[city]\nproperty_tax_share = 1.5", "city.property_tax_share: '1.5' - expected a number <= 1"),
        ("[schemes.mine]\ntarget_eirr = 0.05", "schemes.mine.kind: a value is required"),
    ],
)  # fmt: skip
def test_a_fault_is_told(tmp_path: Path, written: str, expected: str) -> None:
    (found,) = problems(tmp_path, written)
    assert found.split(": ", 1)[1] == expected
    (japanese,) = problems(tmp_path, written, "ja")
    assert any(ord(sign) > 0x3000 for sign in japanese)


def test_a_scheme_takes_its_kind_from_its_name(tmp_path: Path) -> None:
    needs = {
        name: "" if name in ("conventional", "db", "dbo") else "target_eirr = 0.05\n" for name in SCHEME_KIND_NAMES
    }
    assert not problems(tmp_path, "".join(f"[schemes.{name}]\n{line}" for name, line in needs.items()))
    assert not problems(tmp_path, '[schemes.roof]\nkind = "independent"\ntarget_eirr = 0.05')


KIND = (
    "expected a price case of another kind than ppa, whose price is what the city pays; onsite_ppa needs a case that "
    "says what the power saves, such as tariff or surplus"
)


@pytest.mark.parametrize(
    ("head", "scheme", "expected"),
    [
        (HEAD + '[cases.roof]\nkind = "ppa"\n', 'cases = ["fit", "roof"]', ["schemes.dbo.cases.1: 'roof' - " + KIND]),
        (HEAD + "[cases.ppa]\nprice_yen_per_kwh = 9.0\n", 'cases = ["ppa"]', ["schemes.dbo.cases.0: 'ppa' - " + KIND]),
        (HEAD + '[cases.roof]\nkind = "ppa"\n', "", []),
        (HEAD.replace("fit", "ppa"), "", ["schemes.dbo: 'dbo' - " + KIND]),
    ],
)
def test_a_scheme_of_a_case_whose_price_the_city_pays(
    tmp_path: Path, head: str, scheme: str, expected: list[str]
) -> None:
    path = tmp_path / "project.toml"
    path.write_text(f"{head}[schemes.dbo]\n{scheme}\n", encoding="utf-8")
    written, _ = read_config(path)
    assert written is not None
    assert [fault.say("en").split(": ", 1)[1] for fault in check_schemes(written)] == expected


def test_a_scheme_of_a_case_that_there_is_not(tmp_path: Path) -> None:
    path = tmp_path / "project.toml"
    path.write_text(HEAD + PFI + 'cases = ["fit", "tarif"]\n', encoding="utf-8")
    written, _ = read_config(path)
    assert written is not None
    (found,) = check_schemes(written)
    assert found.say("en") == "project.toml:10: schemes.pfi_bto.cases.1: 'tarif' - unknown name; expected one of fit"

"""Modules by name: the shipped table and pvlib's CEC table."""

from __future__ import annotations

import math

import pytest

from siting.errors import UnknownName
from siting.project.modules import find_module, shipped_modules


def test_the_shipped_modules_are_plausible() -> None:
    modules = shipped_modules()
    assert {"poly-250-2012", "topcon-440-2024", "topcon-580-2024", "hpbc-620-2024"} <= set(modules)
    for module in modules.values():
        # 15 % of 2012 to 24 % of 2024; crystalline silicon loses 0.2 to 0.5 % per kelvin; 10 to 13 kg/m2.
        assert 0.14 < module.kw_per_m2 < 0.25
        assert -0.005 < module.power_per_k < -0.002
        assert module.length_m > module.width_m > 0.9
        assert math.isnan(module.mass_kg) or 9.5 < module.mass_kg / (module.length_m * module.width_m) < 13
        assert len(module.source) > 20


def test_a_shipped_module() -> None:
    module = find_module("hpbc-620-2024")
    assert (module.power_w, module.length_m, module.width_m, module.mass_kg) == (620, 2.382, 1.134, 28.5)
    # The maker prints 23.0 % efficiency.
    assert module.kw_per_m2 == pytest.approx(0.230, abs=0.0005)
    assert module.source.endswith("(2024-05-11)")


@pytest.mark.parametrize(
    "name", ["Suntech_Power_STP250_20_Wd", "Suntech Power STP250-20/Wd", "suntech power stp250_20 wd"]
)
def test_a_module_of_the_cec_table_however_it_is_spelled(name: str) -> None:
    module = find_module(f"cec:{name}")
    assert (module.id, module.name) == ("cec:Suntech_Power_STP250_20_Wd", "Suntech Power STP250 20 Wd")
    assert (module.length_m, module.width_m) == (1.64, 0.992)
    assert module.power_w == pytest.approx(250.2, abs=0.1)
    assert module.power_per_k == pytest.approx(-0.0045, abs=1e-6)
    assert math.isnan(module.mass_kg)
    assert "SAM 2018.11.11 r2" in module.source
    # The shipped one is the same module with its nominal power.
    shipped = find_module("poly-250-2012")
    assert (shipped.length_m, shipped.width_m, shipped.power_per_k) == pytest.approx((1.64, 0.992, -0.0045))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("topcon-440", "no such module; did you mean topcon-440-2024?"),
        ("Topcon-440-2024", "did you mean topcon-440-2024?"),
        ("xyz", "no such module; there are poly-250-2012, "),
        ("cec:STP250_20_Wd", "did you mean Suntech_Power_STP250_20_Wd"),
        ("cec:Suntech_Power_STP250_20_Wx", "did you mean Suntech_Power_STP250_20_W"),
        ("cec:Advance_Power_API_P320", "does not say how large Advance_Power_API_P320 is"),
        ("cec:zzzz", "and none of a similar name"),
        ("cec:", "and none of a similar name"),
    ],
)
def test_unknown_modules(name: str, expected: str) -> None:
    with pytest.raises(UnknownName) as error:
        find_module(name)
    assert expected in str(error.value)
    assert error.value.say("ja")

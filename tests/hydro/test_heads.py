"""The head of a drop from every form in which people state it."""

from __future__ import annotations

import math

import pytest

from siting.hydro.heads import heads_of
from siting.hydro.records import Bypass
from tests.project.test_drops import drops

FORMS = [
    ({"net_head_m": 30}, 30, "net", False),
    ({"gross_head_m": 30}, 30, "gross", False),
    # Osaka's Nagai plant keeps 5 m of its 30 m downstream (shared methods of waterworks: what is needed is not for sale).
    ({"gross_head_m": 30, "required_head_m": 5}, 25, "gross", True),
    ({"up_level_m": 60.5, "down_level_m": 30.2, "datum": "tp"}, 30.3, "levels", False),
    ({"up_level_m": -1, "down_level_m": -4, "required_head_m": 1, "datum": "op"}, 2, "levels", True),
    ({"up_pressure_m": 40, "down_pressure_m": 15}, 25, "pressures", True),
    ({"up_pressure_m": 40, "required_head_m": 15}, 25, "pressures", True),
    ({"up_pressure_m": 40, "required_head_m": 0}, 40, "pressures", False),
    ({"上流圧力(MPa)": "0.3922660", "下流圧力(kPa)": "147.09975"}, 25, "pressures", True),
    ({"valve_loss_m": 12, "required_head_m": 2}, 10, "valve", True),
    ({"capacity_kw": 20, "use_rate": 0.6}, math.nan, "none", False),
]  # fmt: skip


@pytest.mark.parametrize(("row", "head", "form", "pressure"), FORMS)
def test_head_by_form(row: dict[str, object], head: float, form: str, pressure: bool) -> None:
    found = heads_of(drops({}, row).frame).iloc[1]
    assert found["head_m"] == pytest.approx(head, nan_ok=True)
    assert found["head_form"] == form
    assert found["keeps_pressure"] == pressure
    assert found["notes"] == ()


def test_a_throttled_valve_is_worth_its_loss_less_that_of_the_open_valve() -> None:
    row = {"valve_type": "sluice", "valve_opening": 0.3, "pipe_diameter_m": 0.3, "flow_m3_s": 0.1}
    speed_head = (0.1 / (math.pi * 0.15**2)) ** 2 / (2 * 9.80665)
    found = heads_of(drops(row, {**row, "flow_m3_s": None}, {**row, "valve_opening": None, "valve_loss_m": 3}).frame)
    assert found["head_m"][0] == pytest.approx((23.79 - 0.09931) * speed_head)
    assert math.isnan(found["head_m"][1])
    assert "hangs on the flow" in found["notes"][1][0].say("en")
    assert found["head_m"][2] == pytest.approx(3 - 0.09931 * speed_head)


def test_levels_without_a_datum_are_an_open_point_not_a_fault() -> None:
    found = heads_of(drops({"up_level_m": 60, "down_level_m": 30}, {"up_level_m": 60, "down_level_m": 30, "datum": "O.P."}).frame)  # fmt: skip
    assert found["head_m"].tolist() == [30, 30]
    assert ["datum" in one.say("en") for one in found["notes"][0]] == [True]
    assert found["notes"][1] == ()


@pytest.mark.parametrize(
    ("bypass", "expected"),
    [(None, Bypass.AROUND), ("バイパスあり", Bypass.AROUND), ("none", Bypass.AROUND), ("未確認", Bypass.AROUND), ("専用管路", Bypass.OWN_LINE)],
)  # fmt: skip
def test_bypass(bypass: str | None, expected: Bypass) -> None:
    found = heads_of(drops({"net_head_m": 1, "bypass": bypass}).frame)
    assert Bypass(found["bypass"][0]) is expected


def test_the_index_and_the_order_of_rows_do_not_matter() -> None:
    frame = drops(*(row for row, *_ in FORMS)).frame
    straight, turned = heads_of(frame), heads_of(frame[::-1])
    assert turned.index.tolist() == frame.index[::-1].tolist()
    assert turned.loc[straight.index, "head_m"].tolist() == pytest.approx(straight["head_m"].tolist(), nan_ok=True)
    assert turned.loc[straight.index, "head_form"].tolist() == straight["head_form"].tolist()
    assert len(heads_of(frame[:0])) == 0

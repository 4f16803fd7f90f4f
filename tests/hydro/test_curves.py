from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from siting.hydro.curves import curves_of, efficiency
from tests.hydro.engine import MACHINES, PUMP, machine

# CANMET (2004), RETScreen Engineering & Cases Textbook, small hydro, appendix A, typed here once more with flows in
# m3/s as printed, independently of the engine.
RM = 4.5


def runner(design: float) -> float:
    d = 0.46 * design**0.473
    return 0.41 * design**0.473 if d >= 1.8 else d


def francis(q: float, qd: float, h: float) -> float:
    nq = 600 * h**-0.5
    enq = ((nq - 56) / 256) ** 2
    ed = (0.081 + enq) * (1 - 0.789 * runner(qd) ** -0.2)
    ep = (0.919 - enq + ed) - 0.0305 + 0.005 * RM
    qp = 0.65 * qd * nq**0.05
    er = (1 - 0.0072 * nq**0.4) * ep
    if q < qp:
        return (1 - 1.25 * ((qp - q) / qp) ** (3.94 - 0.0195 * nq)) * ep
    return ep - ((q - qp) / (qd - qp)) ** 2 * (ep - er)


def axial_peak(qd: float, h: float) -> float:
    nq = 800 * h**-0.5
    enq = ((nq - 170) / 700) ** 2
    ed = (0.095 + enq) * (1 - 0.789 * runner(qd) ** -0.2)
    return (0.905 - enq + ed) - 0.0305 + 0.005 * RM


def kaplan(q: float, qd: float, h: float) -> float:
    qp = 0.75 * qd
    return (1 - 3.5 * ((qp - q) / qp) ** 6) * axial_peak(qd, h)


def propeller(q: float, qd: float, h: float) -> float:
    return (1 - 1.25 * ((qd - q) / qd) ** 1.13) * axial_peak(qd, h)


def pelton(q: float, qd: float, h: float, jets: int = 3) -> float:
    n = 31 * (h * qd / jets) ** 0.5
    d = 49.4 * h**0.5 * jets**0.02 / n
    ep = 0.864 * d**0.04
    qp = (0.662 + 0.001 * jets) * qd
    return (1 - (1.31 + 0.025 * jets) * abs((qp - q) / qp) ** (5.6 + 0.4 * jets)) * ep


def turgo(q: float, qd: float, h: float) -> float:
    return pelton(q, qd, h, 1) - 0.03


def crossflow(q: float, qd: float, h: float) -> float:
    return 0.79 - 0.15 * ((qd - q) / qd) - 1.37 * ((qd - q) / qd) ** 14


FORMULAS: dict[str, Callable[..., float]] = {
    "francis": francis, "kaplan": kaplan, "propeller": propeller, "pelton": pelton, "turgo": turgo,
    "crossflow": crossflow,
}  # fmt: skip
LOADS = np.array([0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 1.0])


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize(("design", "head"), [(0.25, 30.0), (30.0, 55.0)])
def test_published_formulas(name: str, design: float, head: float) -> None:
    curves = curves_of(MACHINES[name], np.array([head]), np.array([design]))
    expected = [max(FORMULAS[name](load * design, design, head), 0.0) for load in LOADS]
    assert efficiency(curves, LOADS[None, :])[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        ({"model": "francis"}, 0.8204),
        ({"model": "kaplan"}, 0.8867),
        ({"model": "pelton", "jets": 3}, 0.9138),
        ({"model": "pelton", "jets": 1}, 0.8842),
        ({"model": "turgo", "jets": 1}, 0.8542),
        ({"model": "crossflow"}, 0.79),
    ],
)
def test_spot_values_at_full_load(curve: dict[str, object], expected: float) -> None:
    curves = curves_of(machine(curve), np.array([30.0]), np.array([0.25]))
    assert efficiency(curves, np.ones(1))[0] == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("name", MACHINES)
def test_always_between_nothing_and_one(name: str) -> None:
    head, flow = (one.ravel() for one in np.meshgrid(np.geomspace(0.1, 2000, 25), np.geomspace(1e-5, 100, 25)))
    load = np.broadcast_to(np.linspace(-0.1, 1.2, 40), (len(head), 40))
    found = efficiency(curves_of(MACHINES[name], head, flow), load)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found <= 1).all()
    assert (found[load <= 0] == 0).all()
    assert (found[:, -1] == efficiency(curves_of(MACHINES[name], head, flow), np.ones(len(head)))).all()


def test_low_head_francis_is_held_where_the_exponent_leaves_its_range() -> None:
    loads = np.linspace(0.05, 1.0, 50)
    for head in (8.9, 8.8, 7.0, 5.0):
        found = efficiency(curves_of(MACHINES["francis"], np.array([head]), np.array([0.5])), loads[None, :])[0]
        assert found[-1] == pytest.approx(francis(0.5, 0.5, head), abs=1e-12)
        assert (np.diff(found[loads < 0.85]) >= 0).all()
        assert found[loads < 0.6].max() < 0.2


def test_designs_are_rows() -> None:
    head, flow = np.array([10.0, 30.0, 90.0]), np.array([0.1, 0.25, 2.0])
    together = efficiency(curves_of(MACHINES["francis"], head, flow), np.array([0.5, 0.7, 0.9]))
    alone = [
        efficiency(curves_of(MACHINES["francis"], head[[i]], flow[[i]]), np.array([load]))[0]
        for i, load in enumerate((0.5, 0.7, 0.9))
    ]
    assert together.tolist() == alone


def test_table_is_straight_between_points_and_nothing_below() -> None:
    curves = curves_of(MACHINES["table"], np.array([30.0]), np.array([0.25]))
    found = efficiency(curves, np.array([[0.29, 0.3, 0.4, 0.9, 1.0]]))[0]
    assert found == pytest.approx([0.0, 0.5, 0.6, 0.61, 0.4])


def test_correction_takes_points_off_formulas_only() -> None:
    for name in MACHINES:
        ones = np.ones(1)
        plain = efficiency(curves_of(MACHINES[name], 30 * ones, 0.25 * ones), ones)[0]
        small = efficiency(curves_of(MACHINES[name], 30 * ones, 0.25 * ones, size_correction=0.05), ones)[0]
        assert plain - small == pytest.approx(0.0 if name in ("table", "pump", "pump_speed") else 0.05)


def test_pump_has_its_efficiency_at_the_best_point() -> None:
    curves = curves_of(machine(PUMP), np.array([30.0]), np.array([0.25]))
    assert efficiency(curves, np.ones(1))[0] == pytest.approx(0.8, abs=1e-12)
    x = 0.8  # Derakhshan & Nourbakhsh (2008), over their own values at 1
    head = (1.0283 * x**2 - 0.5468 * x + 0.5314) / 1.0129
    power = (-0.3092 * x**3 + 2.1472 * x**2 - 0.8865 * x + 0.0452) / 0.9967
    assert efficiency(curves, np.array([x]))[0] == pytest.approx(0.8 * power / (x * head), abs=1e-12)
    assert efficiency(curves, np.array([0.3]))[0] == 0

"""The figures of cash flows against numpy-financial, pyxirr and PySAM; a Markdown table on the screen.

    python -m tests.benchmarks.money [--quick]

Only ratios within one run mean anything: peers and ours take turns in one process; CPU time, medians, everything warm,
one thread. A full evaluation is B/C, NPV, IRR, LCOE, simple and discounted payback of an option with 20 years, from its
yearly benefit, cost and energy; a peer's call is its IRR alone of one such option, or one execution of PySAM's
Singleowner set to the same kind of plant. With a replacement in year 10 and removal in year 20 the flows change their
sign four times, and all rates are searched in numpy. A price point is B/C and NPV of an option whose energy and cost are known.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy_financial
import pyxirr

from siting.finance.compiled import measures, price_points, scenario_measures
from siting.finance.metrics import discount_factors
from tests.benchmarks.singleowner import LOSS, OPEX_YEN, PRICE_YEN, YEARS, single_owner
from tests.benchmarks.water import medians, where

RATE = 0.04
PEERS = ("numpy_financial.irr", "pyxirr.irr", "PySAM Singleowner")
TARGETS = {"numpy_financial.irr": 300, "pyxirr.irr": 8, "PySAM Singleowner": 30_000}
PRICE_POINT_TARGET = 100
KINDS = {
    "full evaluation": "",
    "full evaluation, several changes of sign": "changing ",
    "scenario from its parameters": "scenarios ",
}


@dataclass(frozen=True)
class Size:
    """Turns of everything, options evaluated in a turn, calls of an IRR and of PySAM in a turn, options x prices."""

    rounds: int
    options: int
    calls: int
    executions: int
    prices: int


FULL = Size(rounds=15, options=100_000, calls=2000, executions=3, prices=100)
QUICK = Size(rounds=1, options=500, calls=5, executions=1, prices=5)


def plants(count: int) -> tuple[np.ndarray[Any, Any], ...]:
    """Capital cost and first-year energy of plants around the reference row, some with a negative IRR."""
    rng = np.random.default_rng(13)
    return rng.uniform(80e6, 400e6, count), rng.uniform(0.6e6, 1.4e6, count)


def seconds(size: Size) -> dict[str, float]:
    """CPU seconds of each thing once: an option, a price point, a peer's call."""
    capex, kwh = plants(size.options)
    energy = np.pad(kwh[:, None] * (1 - LOSS) ** np.arange(YEARS), ((0, 0), (1, 0)))
    cost = np.column_stack([capex, np.full((size.options, YEARS), OPEX_YEN)])
    benefit, factors = energy * PRICE_YEN, discount_factors(RATE, YEARS)
    changing = cost + capex[:, None] * np.where(np.isin(np.arange(YEARS + 1), (10, 20)), 0.3, 0.0)
    net = list((benefit - cost)[: size.calls])
    prices, model = np.linspace(8, 45, size.prices), single_owner()
    base = measures(benefit, cost, energy, factors)
    energy_pv = base.cost_pv / base.lcoe

    def evaluation(cost: Any, compiled: bool) -> Any:
        return measures(benefit, cost, energy, factors, compiled=compiled)

    def scenarios(compiled: bool) -> Any:
        return scenario_measures(capex, kwh, PRICE_YEN, OPEX_YEN, LOSS, RATE, YEARS, compiled=compiled)

    things: dict[str, tuple[int, Callable[[], Any]]] = {
        PEERS[0]: (len(net), lambda: [numpy_financial.irr(row) for row in net]),
        "compiled": (size.options, lambda: evaluation(cost, True)),
        PEERS[1]: (len(net), lambda: [pyxirr.irr(row) for row in net]),
        "numpy": (size.options, lambda: evaluation(cost, False)),
        PEERS[2]: (size.executions, lambda: [model.execute(0) for _ in range(size.executions)]),
        "changing compiled": (size.options, lambda: evaluation(changing, True)),
        "changing numpy": (size.options, lambda: evaluation(changing, False)),
        "scenarios compiled": (size.options, lambda: scenarios(True)),
        "scenarios numpy": (size.options, lambda: scenarios(False)),
        "prices compiled": (
            size.options * size.prices,
            lambda: price_points(energy_pv, base.cost_pv, prices, compiled=True),
        ),
        "prices numpy": (
            size.options * size.prices,
            lambda: price_points(energy_pv, base.cost_pv, prices, compiled=False),
        ),
    }
    taken = medians(size.rounds, 1, {name: call for name, (_, call) in things.items()})
    return {name: taken[name] / count for name, (count, _) in things.items()}


def _ratio(peer: float, ours: float) -> str:
    return f"{peer / ours:,.0f}" if peer > 100 * ours else f"{peer / ours:.3g}"


def report(size: Size) -> Iterator[str]:
    """The lines of the report."""
    found = seconds(size)
    rows = [("one call of the peer in evaluations", "compiled", "numpy", "target"), ("---", "---:", "---:", "---:")]
    for peer in PEERS:
        for kind, prefix in KINDS.items():
            ratios = (_ratio(found[peer], found[prefix + way]) for way in ("compiled", "numpy"))
            rows.append((f"{peer}: {kind}", *ratios, "-" if prefix else f"{TARGETS[peer]:,}"))
    # Against the compiled evaluation, whichever of the two the price points are.
    ratios = (_ratio(found["compiled"], found[f"prices {way}"]) for way in ("compiled", "numpy"))
    rows.append(("compiled full evaluation: price point", *ratios, f"{PRICE_POINT_TARGET}"))
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
    yield (
        f"{size.options:,} options x {YEARS} years; an evaluation {found['compiled'] * 1e6:.3g} us of CPU, compiled; a "
        f"price point {found['prices compiled'] * 1e9:.3g} ns."
    )
    packages = ("numpy-financial", "pyxirr", "NREL-PySAM")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    yield f"{where().rstrip('.')}, {versions}."


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.money", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds and options: shows that it runs, no more")
    for line in report(QUICK if parser.parse_args(arguments).quick else FULL):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()

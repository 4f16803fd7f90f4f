"""The water engine against HydroGenerate 1.4.1, and the cost of searching 1,000 drops; a Markdown table on the screen.

    python -m tests.benchmarks.water [--quick]

Only ratios within one run mean anything: peer and ours take turns in one process; CPU time, medians, everything warm. A
turn repeats a call, as a search does: the first call after the peer's would pay for the caches that pandas has emptied.
Ours is the whole of ``yearly``: checks, sorting, the machine's constants, the year; "prepared" is the year alone, as a
search runs it on a record that is sorted and a machine whose constants are known.

The peer is called in two ways, both with type and design flow given, no cost model, no head loss. "Dated": a data frame,
for which it gives the energy of every step and year and loses the first step. "Plain": an array, for which it gives
the mean power times 8,760 hours, its slimmest: a handful of numpy operations.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from siting.hydro.duration import canonical
from siting.hydro.energy import yearly, yearly_of
from siting.hydro.plants import plants_of
from siting.hydro.records import Catalogue, Water
from siting.hydro.search import search_all
from siting.project.machines.read import shipped_machines
from tests.benchmarks.peer import (
    DESIGN_FLOW_M3_S,
    HEAD_M,
    PHYSICS,
    TIMES,
    mean_year,
    river,
    with_energy,
    with_mean_energy,
)

KAPLAN = next(machine for machine in shipped_machines() if machine.id == "kaplan")
DESIGN_FLOWS = 60
MAX_UNITS = 4
DROPS = 1000
TARGETS = {"ten years of days": 100, "a year of hours": 50}


@dataclass(frozen=True)
class Size:
    """How many turns everything gets, calls in a turn of one design, and how many drops are searched."""

    rounds: int
    repeat: int
    grid_rounds: int
    drops: int


FULL = Size(rounds=25, repeat=20, grid_rounds=11, drops=DROPS)
QUICK = Size(rounds=2, repeat=2, grid_rounds=1, drops=3)

Row = tuple[str, ...]


def medians(rounds: int, repeat: int, calls: Mapping[str, Callable[[], Any]]) -> dict[str, float]:
    """Median CPU seconds of each call; the calls take turns, ``repeat`` times each."""
    for one in calls.values():
        one()
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, one in calls.items():
            start = time.process_time()
            for _ in range(repeat):
                one()
            taken[name].append((time.process_time() - start) / repeat)
    return {name: statistics.median(times) for name, times in taken.items()}


def against_peer(series: str, size: Size) -> Iterator[Row]:
    """Ratios for one series: 60 design flows of a Kaplan turbine at 30 m, then one of 6 m3/s."""
    flows = river(TIMES[series])
    flow = flows["flow"].to_numpy()
    water = mean_year(flow)
    least = 100 * KAPLAN.minimum_flow_share

    def ours(design: np.ndarray[Any, Any], compiled: bool) -> Callable[[], Any]:
        units, head = np.ones(len(design), dtype=np.int64), np.full(len(design), HEAD_M)
        return lambda: yearly(water, KAPLAN, units, design, head, PHYSICS, compiled=compiled)

    def prepared(design: np.ndarray[Any, Any], compiled: bool) -> Callable[[], Any]:
        head = np.full(len(design), HEAD_M)
        plants, record = (
            plants_of(KAPLAN, np.ones(len(design), dtype=np.int64), design, head, PHYSICS),
            canonical(water),
        )
        return lambda: yearly_of(plants, record, compiled=compiled)

    def dated(design: float) -> Any:
        return with_energy(flows, "Kaplan", design_flow=design, minimum_turbineflow_percent=least)

    def plain(design: float) -> Any:
        return with_mean_energy(flow, "Kaplan", design_flow=design, minimum_turbineflow_percent=least)

    one, grid = np.array([DESIGN_FLOW_M3_S]), np.linspace(2.0, 15.0, DESIGN_FLOWS)
    for name, designs, rounds, repeat, making in (
        (f"{DESIGN_FLOWS} design flows", grid, size.grid_rounds, 1, ours),
        ("one design, prepared", one, size.rounds, size.repeat, prepared),
        ("one design", one, size.rounds, size.repeat, ours),
    ):
        found = medians(
            rounds,
            repeat,
            {
                "dated": lambda designs=designs: [dated(design) for design in designs],
                "compiled": making(designs, True),
                "plain": lambda designs=designs: [plain(design) for design in designs],
                "numpy": making(designs, False),
            },
        )
        yield _row(f"{series}, dated: {name}", found["dated"], found, f"{TARGETS[series]}")
        yield _row(f"{series}, plain: {name}", found["plain"], found, "-")


def _row(name: str, peer: float, ours: Mapping[str, float], target: str) -> Row:
    return name, f"{peer / ours['compiled']:.3g}", f"{peer / ours['numpy']:.3g}", target


def drops(count: int) -> Iterator[Water]:
    """Drops of waterworks, the same every time: 5 to 100 m, 0.01 to 1 m3/s, hours of a day's and a year's swing."""
    rng = np.random.default_rng(11)
    hour = np.arange(8760)
    day, year = np.sin(2 * np.pi * hour / 24), np.sin(2 * np.pi * hour / 8760)
    for _ in range(count):
        mean, head = 10 ** rng.uniform(-2, 0), rng.uniform(5, 100)
        swing = 1 + rng.uniform(0.1, 0.5) * day + rng.uniform(0, 0.2) * year + 0.05 * rng.standard_normal(8760)
        flow = mean * np.maximum(swing, 0.02)
        loss = rng.uniform(0, 0.2) * head / flow.max() ** 2
        yield Water(flow, np.full(8760, head), np.ones(8760), np.zeros(8760, dtype=np.int64), loss)


def searching(size: Size) -> Iterator[str]:
    """Sentences on the cost of all machines at many drops; before each drop the peer is called once."""
    catalogue = Catalogue(shipped_machines())
    flows = river(TIMES["ten years of days"])
    search_all(next(drops(1)), catalogue, PHYSICS, DESIGN_FLOWS, MAX_UNITS, compiled=True)
    ours, peer, designs = [], [], 0
    for water in drops(size.drops):
        start = time.process_time()
        with_energy(flows, "Kaplan")
        middle = time.process_time()
        found = search_all(water, catalogue, PHYSICS, DESIGN_FLOWS, MAX_UNITS, compiled=True)
        ours.append(time.process_time() - middle)
        peer.append(middle - start)
        designs += sum(map(len, found))
    each = statistics.median(ours)
    extrapolated = "" if size.drops == DROPS else f", extrapolated from {size.drops}"
    yield (
        f"{DROPS:,} drops x {len(catalogue.machines)} machines x {DESIGN_FLOWS} design flows x 1 to {MAX_UNITS} units: "
        f"{sum(ours) / size.drops * DROPS:.3g} s of CPU{extrapolated}, {each * 1e3:.3g} ms per drop (median)."
    )
    yield (
        f"A drop with its {designs / size.drops:,.0f} designs costs {each / statistics.median(peer):.2g} times what "
        "HydroGenerate takes for the energy of one design from ten years of days in the same run."
    )


def where() -> str:
    """The machine and the versions."""
    model = platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [
            line.partition(":")[2].strip() for line in information.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "numba", "HydroGenerate"))
    return f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}, {packages}."


def report(size: Size) -> Iterator[str]:
    """The lines of the report."""
    rows = [row for series in TIMES for row in against_peer(series, size)]
    for row in (("same series, Kaplan", "compiled", "numpy", "target"), ("---", "---:", "---:", "---:"), *rows):
        yield f"| {' | '.join(row)} |"
    yield ""
    yield from searching(size)
    yield where()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.water", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds and drops: shows that it runs, no more")
    size = QUICK if parser.parse_args(arguments).quick else FULL
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # HydroGenerate's own
        for line in report(size):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()

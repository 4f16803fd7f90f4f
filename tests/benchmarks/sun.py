"""The yield of designs against PVWatts (PySAM) and pvlib, and what rows take in each; Markdown tables on the screen.

    python -m tests.benchmarks.sun [--quick]

Only ratios within one run mean anything: peers and ours take turns in one process; CPU time, medians, everything warm,
one thread. Ours is the whole of ``yearly``: sky, planes, the year of hours of all designs by month with every loss on its
way, rows that shade each other included. A peer's call is one design of one year without any shade: PySAM's Pvwattsv8
executed; pvlib's functions one after the other with sun, air mass and diffuse reflection shared, on the series that its
readers of weather give and on bare arrays, its leanest; pvlib's ModelChain.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from pvlib.bifacial import infinite_sheds

from siting.solar.records import Designs
from siting.solar.yields.verify import model_chain_kwh
from siting.solar.yields.yearly import hourly, yearly
from siting.weather.sun import sun_of
from tests.benchmarks.water import medians, where
from tests.solar.yields.by_hand import by_hand, shared
from tests.solar.yields.pysam import executed, pvwatts_model
from tests.solar.yields.years import NO_LOSSES, a_model, made_year, some_designs

PEERS = ("PySAM Pvwattsv8", "pvlib by hand, series", "pvlib by hand, bare arrays", "pvlib ModelChain")
TARGETS = dict(zip(PEERS, ("3,000", "300", "300", "-"), strict=True))
WAYS = ("compiled", "numpy", "hours")
COVERS, TILTS = (0.4, 0.6), (5.0, 10.0, 30.0)
ENDLESS = 10**6


@dataclass(frozen=True)
class Size:
    """Turns of everything; designs in a turn of the compiled loop, of numpy, and calls of a peer."""

    rounds: int
    designs: int
    plain: int
    calls: int


FULL = Size(rounds=15, designs=3600, plain=36, calls=3)
QUICK = Size(rounds=1, designs=36, plain=2, calls=1)


def search(count: int) -> Designs:
    """Designs of a search: tilts 5 to 40, azimuths around south, covers; five rows each."""
    rng = np.random.default_rng(17)
    return some_designs(
        5 * rng.integers(1, 9, count), rng.uniform(120, 240, count), rng.uniform(1, 1.5, count),
        rng.uniform(0.3, 0.8, count), 5,
    )  # fmt: skip


def seconds(size: Size) -> dict[str, float]:
    """CPU seconds of a design-year in each way."""
    weather, model = made_year("Osaka"), a_model()
    many, few, called = search(size.designs), search(size.plain), search(size.calls)
    sam, given, bare = pvwatts_model(weather), shared(weather, model, series=True), shared(weather, model)
    angles = list(zip(called.tilt_deg.tolist(), called.azimuth_deg.tolist(), strict=True))
    things: dict[str, tuple[int, Callable[[], Any]]] = {
        PEERS[0]: (size.calls, lambda: [executed(sam, tilt, azimuth) for tilt, azimuth in angles]),
        "compiled": (size.designs, lambda: yearly(weather, many, model, compiled=True)),
        PEERS[1]: (size.calls, lambda: [by_hand(given, called, design) for design in range(size.calls)]),
        "numpy": (size.plain, lambda: yearly(weather, few, model, compiled=False)),
        PEERS[2]: (size.calls, lambda: [by_hand(bare, called, design) for design in range(size.calls)]),
        PEERS[3]: (size.calls, lambda: model_chain_kwh(weather, called, model)),
        "hours": (size.plain, lambda: hourly(weather, few, model)),
    }
    taken = medians(size.rounds, 1, {name: call for name, (_, call) in things.items()})
    return {name: taken[name] / count for name, (count, _) in things.items()}


def row_shade() -> Iterator[tuple[str, ...]]:
    """What rows that shade each other take of the light (PVWatts: of the current), by cover and tilt [%]."""
    weather, none = made_year("Osaka"), a_model(**NO_LOSSES)
    hay_davies = a_model(**NO_LOSSES, transposition="haydavies")
    sam = pvwatts_model(weather)
    for cover in COVERS:
        for tilt in TILTS:
            design = some_designs(tilt, cover=cover, rows=ENDLESS)
            ours = [yearly(weather, design, model) for model in (none, hay_davies)]
            shares = [float(one.losses["rows"][0] / one.start_kwh[0]) for one in ours]
            shares.append(1 - sheds_kwh_m2(tilt, cover) / sheds_kwh_m2(tilt, 1e-4))
            shares.append(1 - executed(sam, tilt, 180.0, cover)[1] / executed(sam, tilt, 180.0)[1])
            yield f"{cover:g}", f"{tilt:g}", *(f"{100 * share:.2f}" for share in shares)


def sheds_kwh_m2(tilt_deg: float, cover: float) -> float:
    """Light of a year on the front of endless rows by pvlib's infinite sheds, Hay-Davies sky."""
    weather = made_year("Osaka")
    sun = sun_of(weather.lat, weather.lon)
    up = sun.zenith_deg < 90
    found = infinite_sheds.get_irradiance_poa(
        tilt_deg, 180.0, sun.zenith_deg[up], sun.azimuth_deg[up], cover, 1.5, 2 / cover, weather.ghi[up],
        weather.dhi[up], weather.dni[up], 0.2, model="haydavies", dni_extra=sun.extra_w_m2[up],
    )  # fmt: skip
    return float(found["poa_global"].sum()) / 1000


def report(size: Size) -> Iterator[str]:
    """The lines of the report."""
    found = seconds(size)
    rows = [("one design-year of the peer in ours", *WAYS, "target"), ("---", *["---:"] * 4)]
    for peer in PEERS:
        rows.append((peer, *(f"{found[peer] / found[way]:,.0f}" for way in WAYS), TARGETS[peer]))
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
    yield (
        f"{size.designs:,} designs; a design-year {found['compiled'] * 1e6:.3g} us of CPU compiled, "
        f"{found['numpy'] * 1e6:.3g} us in numpy, {found['hours'] * 1e6:.3g} us as 8,760 hours; "
        + ", ".join(f"{peer} {found[peer] * 1e3:.3g} ms" for peer in PEERS)
        + "."
    )
    yield ""
    shade = [("cover", "tilt", "ours, Perez", "ours, Hay-Davies", "infinite sheds", "PVWatts"), ("---:",) * 6]
    for row in (*shade, *row_shade()):
        yield f"| {' | '.join(row)} |"
    yield ""
    yield (
        "Loss of endless rows to each other, %. Infinite sheds knows Hay-Davies alone, under which the two agree. Perez puts "
        "more of the diffuse light around the sun, where a row in front hides it less often: less is lost. PVWatts states "
        "current, and takes the shade of the sky by a formula of its own; asked for is 0.5 points to infinite sheds."
    )
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("pvlib", "NREL-PySAM"))
    yield f"{where().rstrip('.')}, {versions}."


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sun", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds and designs: shows that it runs, no more")
    for line in report(QUICK if parser.parse_args(arguments).quick else FULL):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()

"""A sweep to its folder: rows, break-even prices, flips, the picture and the record of the run."""

from __future__ import annotations

import platform
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from siting.language import Text, text
from siting.reporting.folder import check_replaceable, write_folder
from siting.run.stopwatch import Stopwatch
from siting.sweep.break_even import break_even_tables
from siting.sweep.files import CSV_ROWS, write_rows
from siting.sweep.flips import Flips, flip_table
from siting.sweep.picture import heat_map_svg
from siting.sweep.plan import Plan
from siting.sweep.points import Figures, Points
from siting.sweep.table import blocks
from siting.version import VERSION

LIBRARIES = ("numpy", "pandas", "pyarrow", "pydantic", "Babel")
MOST_FLIPS = 100_000
# So many points or rows, whichever are fewer, tell how large the files will be.
_SAMPLE_POINTS, _SAMPLE_ROWS = 50, 100_000

Progress = Callable[[int, int], None]


def write_sweep(
    plan: Plan, out: Path, lang: str, force: bool = False, progress: Progress | None = None
) -> dict[str, Any]:
    """Evaluates every point and writes the folder ``out``, whole or not at all; gives back the record."""
    check_replaceable(out, force)
    watch = Stopwatch()
    points = Points(plan)
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".sweep", dir=out.parent))
    try:
        files: dict[str, bytes | Path] = {
            name: aside / name for name in ("sweep.parquet", "sweep.csv", "break_even.csv", "flips.csv")
        }
        flips = Flips(plan, MOST_FLIPS)
        tables = blocks(plan, flips.watch(_told(points, len(plan.grid), progress)))
        counts = dict(
            zip(("rows", "csv_rows"), write_rows(tables, aside / "sweep.parquet", aside / "sweep.csv"), strict=True)
        )
        watch.lap("sweep")
        even = write_rows(break_even_tables(plan, points), None, aside / "break_even.csv")
        write_rows([flip_table(plan, flips.found)], None, aside / "flips.csv")
        watch.lap("break_even")
        files["heatmap.svg"] = heat_map_svg(plan, points, lang)
        watch.lap("heatmap")
        warnings = _warnings(plan, counts, even, flips)
        record = _record(plan, points, counts, warnings, watch, lang)
        write_folder(out, files, record, force)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return record


def _told(points: Iterable[Figures], count: int, progress: Progress | None) -> Iterator[Figures]:
    """The points, with a remark at every twentieth part of them."""
    step = max(1, count // 20)
    for found in points:
        if progress is not None and found.number % step == 0:
            progress(found.number, count)
        yield found


def _warnings(plan: Plan, counts: dict[str, int], even: tuple[int, int], flips: Flips) -> list[Text]:
    found = []
    for name, rows, written in (("sweep.csv", counts["rows"], counts["csv_rows"]), ("break_even.csv", *even)):
        if written < rows:
            found.append(_cut(name, rows, written))
    if flips.more:
        found.append(text("flips.csv holds the first {count} flips", count=f"{MOST_FLIPS:,}"))
    if plan.water_axes:
        found.append(designs_note(plan))
    return found


def _cut(name: str, rows: int, written: int) -> Text:
    return text(
        "{name} holds the first {written} of {rows} rows, as many as a sheet of Excel takes",
        name=name, written=f"{written:,}", rows=f"{rows:,}",
    )  # fmt: skip


def designs_note(plan: Plan) -> Text:
    """That machines of drops are chosen anew where money changes, and how often."""
    return text(
        "machines and sizes of drops are chosen by money: the water engine runs {count} times",
        count=f"{sum(1 for _ in plan.grid.over(plan.water_axes)):,}",
    )


def _record(
    plan: Plan, points: Points, counts: dict[str, int], warnings: list[Text], watch: Stopwatch, lang: str
) -> dict[str, Any]:
    tables = [table.raw for table in plan.project.tables.values() if table.raw is not None]
    return {
        "siting": VERSION,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": {
            "project.toml": plan.project.config_sha256,
            **{raw.file: raw.sha256 for raw in tables},
            **{name: found for raw in tables for name, found in dict(raw.notes.get("sidecars", {})).items()},
            **plan.project.files,
        },
        "sweep": {
            "vary": list(plan.vary),
            "values": {axis.key: len(axis.values) for axis in plan.grid.axes},
            "points": len(plan.grid),
            "options": len(points.options),
            **counts,
        },
        "seed": None,
        "seconds": watch.seconds,
        "warnings": [warning.say(lang) for warning in warnings],
        "absent": {},
    }


def dry_run(plan: Plan) -> list[Text]:
    """How much a sweep would compute and write; nothing is written."""
    points = Points(plan)
    options, count = len(points.options), len(plan.grid)
    said = [
        text("{key}: {count} values, {first} to {last}", key=axis.key, count=f"{len(axis.values):,}",
             first=f"{axis.values[0]:f}", last=f"{axis.values[-1]:f}")
        for axis in plan.grid.axes
    ]  # fmt: skip
    said.append(
        text("{points} points × {options} options = {rows} rows",
             points=f"{count:,}", options=f"{options:,}", rows=f"{count * options:,}")
    )  # fmt: skip
    parquet, csv = _sizes(plan, points, min(_SAMPLE_POINTS, -(-_SAMPLE_ROWS // options)))
    csv_rows = min(count * options, CSV_ROWS)
    said.append(
        text("expected size: sweep.parquet {parquet} MB, sweep.csv {csv} MB",
             parquet=_megabytes(parquet * count * options), csv=_megabytes(csv * csv_rows))
    )  # fmt: skip
    if csv_rows < count * options:
        said.append(_cut("sweep.csv", count * options, csv_rows))
    return [*said, *([designs_note(plan)] if plan.water_axes else ())]


def _sizes(plan: Plan, points: Points, sample: int) -> tuple[float, float]:
    """Bytes a row takes in Parquet and in CSV, from the first points."""
    parquet, csv = BytesIO(), BytesIO()
    rows, _ = write_rows(blocks(plan, islice(iter(points), sample)), parquet, csv)
    return len(parquet.getvalue()) / rows, len(csv.getvalue()) / rows


def _megabytes(count: float) -> str:
    return f"{count / 1e6:,.1f}"

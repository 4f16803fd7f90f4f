"""Results to an output folder: which files, in which order, and the record of the run."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from siting.language import Text, text
from siting.reporting import exports, exports_sun
from siting.reporting.folder import write_folder
from siting.reporting.page import report_html
from siting.reporting.results import Results, to_json
from siting.reporting.workbook import workbook_xlsx
from siting.run.stopwatch import Stopwatch
from siting.version import VERSION

LIBRARIES = ("numpy", "pandas", "shapely", "pvlib", "pydantic", "openpyxl", "Jinja2", "Babel")

WRITERS: Mapping[str, Callable[[Results], bytes]] = {
    "options.csv": exports.options_csv,
    "evaluations.csv": exports.evaluations_csv,
    "ranking.csv": exports.ranking_csv,
    "cashflows.csv": exports.cashflows_csv,
    "schemes.csv": exports.schemes_csv,
    "vfm_bridges.csv": exports.bridges_csv,
    "city_accounts.csv": exports.accounts_csv,
    "judgement.csv": exports.judgement_csv,
    "turbines.csv": exports.turbines_csv,
    "durations.csv": exports.durations_csv,
    "layouts.csv": exports_sun.layouts_csv,
    "losses.csv": exports_sun.losses_csv,
    "glare.csv": exports_sun.glare_csv,
    "panels.geojson": exports_sun.panels_geojson,
    "open_points.csv": exports.open_points_csv,
    "sites.geojson": exports.sites_geojson,
    "report.html": lambda results: report_html(results, results.lang),
    "workbook.xlsx": workbook_xlsx,
}

# Files of stages that a project may not have, and what is said where it has none.
_NO_MACHINES = text("no drop states both a head and a flow")
_NO_SCHEMES = text("project.toml names no scheme that applies to an option under study")
WHERE_FOUND: Mapping[str, tuple[Callable[[Results], bool], Text]] = {
    "turbines.csv": (lambda results: len(results.turbines) > 0, _NO_MACHINES),
    "durations.csv": (lambda results: len(results.turbines) > 0, _NO_MACHINES),
    "schemes.csv": (lambda results: len(results.schemes) > 0, _NO_SCHEMES),
    "vfm_bridges.csv": (lambda results: len(results.schemes) > 0, _NO_SCHEMES),
    "city_accounts.csv": (lambda results: len(results.schemes) > 0, _NO_SCHEMES),
    "judgement.csv": (lambda results: len(results.judgement) > 0, text("project.toml states no comparison")),
    "layouts.csv": (lambda results: len(results.layouts) > 0, text("no plot is designed in detail")),
    "losses.csv": (lambda results: len(results.losses) > 0, text("no plot is designed by the hours of the weather")),
    "glare.csv": (lambda results: len(results.glare) > 0, text("no observers are stated for designed plots")),
    "panels.geojson": (
        lambda results: len(exports_sun.drawn(results.layouts)) > 0,
        text("no plot that is designed in detail has an outline"),
    ),
}


def write_results(results: Results, out: Path, watch: Stopwatch, force: bool = False) -> dict[str, Any]:
    """Writes everything into ``out`` and gives back the record of the run."""
    files = {"results.json": to_json(results).encode("utf-8")}
    watch.lap("results.json")
    for name, writer in WRITERS.items():
        if name in WHERE_FOUND and not WHERE_FOUND[name][0](results):
            continue
        files[name] = writer(results)
        watch.lap(name)
    record = run_record(results, watch)
    write_folder(out, files, record, force)
    return record


def run_record(results: Results, watch: Stopwatch) -> dict[str, Any]:
    """What run.json says besides the hashes of the outputs."""
    lang = results.lang
    return {
        "siting": VERSION,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": {
            "project.toml": results.config_sha256,
            **{table.file: table.sha256 for table in results.tables.values() if table.file},
            **{name: found for table in results.tables.values() for name, found in table.sidecars.items()},
            **results.files,
        },
        "seed": _seed(results),
        "seconds": watch.seconds,
        "warnings": [warning.say(lang) for warning in warnings(results)],
        "absent": {name: reason.say(lang) for name, reason in absent(results).items()},
    }


def _seed(results: Results) -> int | None:
    """The seed of the hours that were made from monthly figures; None where none were."""
    made = results.layouts["weather"].isin(["normals", "months"]).any()
    return results.config.weather.seed if made else None


def absent(results: Results) -> dict[str, Text]:
    """Files of the contract that this run did not write, and why."""
    return {name: reason for name, (found, reason) in WHERE_FOUND.items() if not found(results)}


def warnings(results: Results) -> list[Text]:
    """What the user should know of this run without looking for it."""
    found = []
    differs = results.published[results.published["state"] != "within"]
    if len(differs):
        found.append(
            text(
                "{count} published figures differ from ours by more than their tolerance; see open_points.csv",
                count=len(differs),
            )
        )
    evaluated = int(results.options["status"].eq("evaluated").sum())
    written = len(exports.leading_options(results))
    if written < evaluated:
        found.append(
            text("cashflows.csv and the workbook hold the {written} leading options of {evaluated} (outputs.cashflow_options)",
                 written=written, evaluated=evaluated)
        )  # fmt: skip
    return found

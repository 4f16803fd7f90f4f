"""siting: where a water utility should put solar panels and small water turbines, and whether it pays.

The same from Python as from the command line; results come as frames::

    import siting

    project = siting.load("my-study")          # raises siting.InputProblems with every fault at once
    results = siting.evaluate(project)
    results.options, results.ranking           # pandas frames
    siting.report(results, "report.html")
    siting.sweep(project, ["cases.fit.price_yen_per_kwh=8:45:0.5"])
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

# Loaded before the function of the same name below: a package loaded later would take its place.
import siting.sweep as _package
from siting.errors import InputProblems, SitingError
from siting.version import VERSION as __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from siting.project.load import Project
    from siting.reporting.results import Results

__all__ = ["InputProblems", "SitingError", "__version__", "evaluate", "load", "report", "sweep"]


def load(folder: str | Path) -> Project:
    """The project in a folder; raises ``InputProblems`` with all faults of all its files."""
    from siting.project.load import load_project

    return load_project(Path(folder))


def evaluate(project: Project, lang: str | None = None) -> Results:
    """Options, evaluations, ranking and open points of a project."""
    from siting.run.evaluate import evaluate as run

    return run(project, lang)


def report(results: Results, path: str | Path, lang: str | None = None) -> Path:
    """Writes the report page of results and gives back its path."""
    from siting.reporting.page import report_html

    target = Path(path)
    target.write_bytes(report_html(results, lang or results.lang))
    return target


del _package


def sweep(project: Project, vary: Sequence[str]) -> pd.DataFrame:
    """A row per option at every point of a grid, written as ``KEY=START:STOP:STEP`` or ``KEY=A,B,C``, one per key."""
    from siting.sweep.frame import sweep_frame

    return sweep_frame(project, vary)

"""A flow record as project.toml states it to a mean year, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from siting.errors import InputProblems, Problem
from siting.project.flows.duration import read_duration
from siting.project.flows.months import read_months
from siting.project.flows.record import FlowRecord
from siting.project.flows.reports import read_daily_report, read_hourly_report
from siting.project.flows.series import read_series
from siting.project.flows.sheets import Asked, Sheet, open_sheets
from siting.project.readers.files import sha256_of
from siting.project.water import FlowSource

_LAYOUTS: Mapping[str, Callable[[Sequence[Sheet], Asked, str], FlowRecord]] = {
    "series": read_series,
    "months": read_months,
    "duration": read_duration,
    "daily_report": read_daily_report,
    "hourly_report": read_hourly_report,
}


def read_flow(
    folder: Path, key: str, source: FlowSource, line: Callable[[str], str]
) -> tuple[FlowRecord | None, list[Problem]]:
    """The mean year of a flow file, or None and its problems.

    ``key`` is the dotted path of ``source`` in project.toml and ``line`` gives the line of such a path.
    """
    asked = Asked(folder, key, source, line)
    try:
        sheets = open_sheets(asked)
        return _LAYOUTS[source.layout](sheets, asked, sha256_of(folder / source.file)), []
    except InputProblems as error:
        return None, list(error.problems)

"""The shape of a plant's generation over the year from a file of 8,760 hours, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.cells import numbers_in
from siting.project.flows.headings import headings_of, named_column
from siting.project.flows.mean_year import HOUR, say_step
from siting.project.flows.readings import faults_of
from siting.project.flows.series import series_of
from siting.project.flows.sheets import AskedFile, Sheet, open_sheets
from siting.project.loads.calendar import HOURS, Floats, from_april
from siting.project.loads.columns import figure_columns
from siting.project.loads.read import TIMELESS
from siting.project.loads.record import Profile
from siting.project.loads.year import one_year
from siting.project.own_use import GenerationProfile
from siting.project.readers.files import sha256_of


@dataclass(frozen=True)
class AskedProfile(AskedFile):
    """What project.toml asks for: the shape of a plant's generation."""

    source: GenerationProfile


def usual_profile(technology: str, by_weather: bool = False) -> Profile:
    """What stands for a technology where project.toml says nothing.

    For water a steady flow; for solar the hours of the weather where the sunlight engine has them, else clear days.
    """
    if technology == "pv" and by_weather:
        return Profile("weather", stated=False)
    if technology == "pv":
        return Profile("clear_days", stated=False, notes=(CLEAR_DAYS,))
    return Profile("constant", constant_share(), stated=False, notes=(CONSTANT,))


CLEAR_DAYS = text(
    "assumption: generation follows the sun of clear days, without clouds and tilt; own use comes out somewhat too high"
)
CONSTANT = text("assumption: generation is the same in every hour of the year")


def constant_share() -> Floats:
    """The same part of the year's energy in each hour."""
    return np.full(HOURS, 1.0 / HOURS)


def read_profile(
    folder: Path, name: str, source: GenerationProfile, line: Callable[[str], str]
) -> tuple[Profile | None, list[Problem]]:
    """The shape that ``profiles.NAME`` states, or None and its problems."""
    if source.shape == "clear_days":
        return Profile("clear_days", notes=(CLEAR_DAYS,)), []
    if source.shape == "constant":
        return Profile("constant", constant_share(), notes=(CONSTANT,)), []
    asked = AskedProfile(folder, f"profiles.{name}", source, line)
    try:
        sheets = open_sheets(asked)
        figures, notes = _in_order(sheets, asked) if source.begins else _by_time(sheets, asked)
        if not figures.any():
            raise InputProblems([Problem(source.file, "", "", None, text("all figures are 0"))])
        digest = sha256_of(folder / source.file)
        return Profile("file", figures / figures.sum(), True, source.file, digest, tuple(notes)), []
    except InputProblems as error:
        return None, list(error.problems)


def _by_time(sheets: Sequence[Sheet], asked: AskedProfile) -> tuple[Floats, list[Text]]:
    readings, step, notes = series_of(
        sheets, asked, lambda sheet: figure_columns(sheet, asked, asked.source.column), TIMELESS
    )
    if step > HOUR or HOUR % step:
        expected = text("the rows are {step} apart; a shape takes hours or whole parts of them", step=say_step(step))
        raise InputProblems([Problem(asked.source.file, "", "", None, expected)])
    figures, _, told = one_year(readings, step, asked)
    return figures.reshape(HOURS, HOUR // step).mean(axis=1), [*notes, *told]


def _in_order(sheets: Sequence[Sheet], asked: AskedProfile) -> tuple[Floats, list[Text]]:
    """8,760 figures below each other, in the order of the hours."""
    sheet = sheets[0]
    at = _only_column(sheet, asked)
    first = asked.source.first_row - 1 if asked.source.first_row else _first_number(sheet, at)
    rows = range(first, len(sheet.rows))
    found = numbers_in([sheet.rows[row][at] for row in rows])
    problems = faults_of(sheet, [(rows[row], value, expected) for row, value, expected in found.faults], at)
    if len(rows) != HOURS:
        expected = text("{count} rows, but a year without times has 8,760 hours: name time_column, or correct the rows", count=f"{len(rows):,}")  # fmt: skip
        problems.append(sheet.whole(expected))
    faulty = {row for row, _, _ in found.faults}
    blank = [row for row in np.flatnonzero(np.isnan(found.values)).tolist() if row not in faulty]
    if blank:
        expected = text("{count} hours have no figure, this one first", count=f"{len(blank):,}")
        problems.append(sheet.refuse(rows[blank[0]], at, None, expected))
    negative = np.flatnonzero(found.values < 0)
    if len(negative):
        row = int(negative[0])
        expected = text("{count} figures are negative, this one first: neither a load nor generation can be below 0 (is it net of a plant that exists?)", count=f"{len(negative):,}")  # fmt: skip
        problems.append(sheet.refuse(rows[row], at, f"{found.values[row]:g}", expected))
    if problems:
        raise InputProblems(problems)
    return from_april(found.values) if asked.source.begins == "january" else found.values, []


def _only_column(sheet: Sheet, asked: AskedProfile) -> int:
    if asked.source.column is not None:
        return named_column(sheet, asked, "column")
    if sheet.width != 1:
        expected = text("no column of figures was found: state column; the headings are {names}", names=headings_of(sheet))  # fmt: skip
        raise InputProblems([sheet.whole(expected)])
    return 0


def _first_number(sheet: Sheet, column: int) -> int:
    """The first row with a number; headings stand above it."""
    for row, cells in enumerate(sheet.rows):
        if not np.isnan(numbers_in([cells[column]]).values[0]):
            return row
    raise InputProblems([sheet.whole(text("no row with a number was found: state column and first_row"))])

"""The skyline of the far country from a file: azimuth and height in two columns, or PVGIS's own format."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from siting.errors import Problem
from siting.language import Text, text
from siting.project.readers.encodings import decode
from siting.project.readers.files import unopenable, whole_file
from siting.project.readers.raw import TableSource
from siting.project.sunlight.files import Horizon
from siting.project.values import half_width
from siting.vocabulary.azimuth import from_south

Floats = npt.NDArray[np.float64]
# Between points further apart than this nobody knows the skyline.
WIDEST_GAP_DEG = 45.0
_SAME_DEG = 0.05
_PVGIS = re.compile(r"\bH_hor\b", re.IGNORECASE)
_SPLIT = re.compile(r"[,;\t]\s*|\s+")


@dataclass(frozen=True)
class _Points:
    lines: list[int]
    azimuth: list[float]
    height: list[float]


def read_horizon(path: Path, file: str) -> tuple[Horizon | None, str, list[Text], list[Problem]]:
    """The horizon by whole azimuth, the file's hash, notes, and its faults."""
    if problem := unopenable(TableSource(path, file)):
        return None, "", [], [problem]
    content = path.read_bytes()
    written, problems = decode(content, None, file)
    if written is None:
        return None, "", [], problems
    digest = hashlib.sha256(content).hexdigest()
    from_pvgis = _PVGIS.search(written) is not None
    points, problems = _points(written, file)
    problems += _faults(points, file, from_pvgis)
    if problems:
        return None, digest, [], problems
    azimuth = np.array([from_south(one) if from_pvgis else one % 360.0 for one in points.azimuth])
    heights = np.array(points.height)
    notes = [
        text("horizon: {file} is read as PVGIS writes it (south 0, west positive)", file=file)
        if from_pvgis
        else text("horizon: {file} is read with north 0, clockwise", file=file)
    ]
    if below := int((heights < 0).sum()):
        notes.append(text("horizon: {count} heights below 0 count as 0", count=below))
    order = np.argsort(azimuth, kind="stable")
    whole = np.interp(np.arange(360.0), azimuth[order], np.maximum(heights, 0.0)[order], period=360.0)
    whole.setflags(write=False)
    return Horizon(whole), digest, notes, []


def _points(written: str, file: str) -> tuple[_Points, list[Problem]]:
    """The rows of numbers; rows above the first of them are headings, words below the last a legend."""
    points, problems = _Points([], [], []), []
    odd: list[tuple[int, str]] = []
    for number, line in enumerate(written.splitlines(), start=1):
        cells = [cell for cell in _SPLIT.split(half_width(line).strip()) if cell]
        if not cells or cells[0].startswith("#"):
            continue
        figures = _figures(cells)
        if figures is None:
            odd.append((number, line.strip()))
            continue
        points.lines.append(number)
        points.azimuth.append(figures[0])
        points.height.append(figures[1])
    if points.lines:
        between = [one for one in odd if points.lines[0] < one[0] < points.lines[-1]]
        expected = text("expected azimuth and height, two numbers")
        problems += [Problem(file, str(number), "", line, expected) for number, line in between]
    return points, problems


def _figures(cells: list[str]) -> tuple[float, float] | None:
    """The first two cells as numbers; None if they are none."""
    if len(cells) < 2:
        return None
    try:
        azimuth, height = float(cells[0]), float(cells[1])
    except ValueError:
        return None
    return (azimuth, height) if np.isfinite([azimuth, height]).all() else None


def _faults(points: _Points, file: str, from_pvgis: bool) -> list[Problem]:
    if not points.lines:
        return [whole_file(file, text("no rows of azimuth and height were found"))]
    low, high = (-180.0, 180.0) if from_pvgis else (0.0, 360.0)
    problems = []
    heights: dict[float, float] = {}
    for line, azimuth, height in zip(points.lines, points.azimuth, points.height, strict=True):
        if not low <= azimuth <= high:
            expected = (
                text("expected an azimuth from -180 to 180 (south 0, west positive)")
                if from_pvgis
                else text(
                    "expected an azimuth from 0 to 360 (north 0, clockwise); files of PVGIS need their heading H_hor"
                )
            )
            problems.append(Problem(file, str(line), "azimuth", f"{azimuth:g}", expected, "deg"))
        elif abs(height) > 90:
            problems.append(
                Problem(file, str(line), "height", f"{height:g}", text("expected a height up to 90"), "deg")
            )
        elif abs(heights.setdefault(azimuth % 360.0, height) - height) > _SAME_DEG:
            expected = text("this azimuth stands twice with different heights")
            problems.append(Problem(file, str(line), "azimuth", f"{azimuth:g}", expected, "deg"))
    return problems or _gaps(np.array(sorted(heights)), file)


def _gaps(azimuth: Floats, file: str) -> list[Problem]:
    gaps = np.diff(np.concatenate([azimuth, azimuth[:1] + 360.0]))
    if gaps.max() <= WIDEST_GAP_DEG:
        return []
    expected = text(
        "the points of the horizon lie up to {gap} degrees apart: at most {widest} are bridged",
        gap=f"{gaps.max():g}", widest=f"{WIDEST_GAP_DEG:g}",
    )  # fmt: skip
    return [whole_file(file, expected)]

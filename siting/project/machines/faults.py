"""What is said of a faulty turbine file: the faults that its model names by a word, and those that it cannot see."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from siting.errors import Problem
from siting.language import text
from siting.project.machines.model import Machine, Region
from siting.project.toml import WrittenConfig, line_of, model_problem

_NAMED = {
    "region_form": text("a region is either a polygon, or bounds of flow and head: give one of both"),
    "region_polygon": text("a polygon needs at least three vertices [flow, head]"),
    "region_bounds": text("the least value is larger than the largest"),
    "table_lengths": text("load and efficiency need the same number of entries"),
    "table_loads": text("the loads must rise, and the last must be 1"),
}
_CROSSING = text("the edges of the polygon cross or touch, or it encloses nothing: give the vertices in turn")
_PAIRS = (
    ("flow_min_m3_s", "flow_max_m3_s"),
    ("head_min_m", "head_max_m"),
    ("power_min_kw", "power_max_kw"),
)
_REASON_LISTS = (("strengths", "strengths_en"), ("weaknesses", "weaknesses_en"))

Corner = tuple[float, float]


def check_machine(written: WrittenConfig, file: str) -> tuple[Machine | None, list[Problem]]:
    """The machine, or everything that is wrong with its file's keys and values."""
    machine, problems = None, []
    try:
        machine = Machine.model_validate(written.data)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            if str(one.get("ctx", {}).get("error")) != "reasons_in_both":
                problems.append(model_problem(_blamed(one), file, written.lines, Machine, _NAMED))
    problems += _uneven_reasons(written, file)
    problems += _crossing_polygons(written, file)
    return (None if problems else machine), problems


def _blamed(error: ErrorDetails) -> ErrorDetails:
    """The error at the key that its user has to change, where the model only knows the table around it."""
    word = str(error.get("ctx", {}).get("error"))
    key = {"region_polygon": "polygon", "table_lengths": "efficiency", "table_loads": "load"}.get(word)
    if word == "region_bounds":
        key = next(high for low, high in _PAIRS if _is_more(error["input"], low, high))
    return {**error, "loc": (*error["loc"], key)} if key else error


def _is_more(region: Mapping[str, Any], low: str, high: str) -> bool:
    return region.get(low) is not None and region.get(high) is not None and region[low] > region[high]


def _uneven_reasons(written: WrittenConfig, file: str) -> Iterator[Problem]:
    """Told from what is written: the model looks at both lists only if the rest of the file is sound."""
    for ja, en in _REASON_LISTS:
        lists = [written.data.get(key, []) for key in (ja, en)]
        if all(isinstance(one, list) for one in lists) and len(lists[0]) != len(lists[1]):
            key = en if en in written.data else ja
            expected = text(
                "{ja} and {en} need the same number of entries: each reason in both languages", ja=ja, en=en
            )
            yield Problem(file, line_of(key, written.lines), key, None, expected)


def _crossing_polygons(written: WrittenConfig, file: str) -> Iterator[Problem]:
    regions = written.data.get("regions")
    for at, one in enumerate(regions if isinstance(regions, list) else []):
        try:
            polygon = Region.model_validate(one).polygon
        except ValidationError:
            continue
        if polygon and _crosses_itself([(math.log(flow), math.log(head)) for flow, head in polygon]):
            key = f"regions.{at}.polygon"
            yield Problem(file, line_of(key, written.lines), key, None, _CROSSING)


def _crosses_itself(corners: list[Corner]) -> bool:
    """Whether the closed polygon is not simple, or has no area; the last vertex may repeat the first."""
    ring = corners[:-1] if corners[0] == corners[-1] else corners
    edges = list(zip(ring, ring[1:] + ring[:1], strict=True))
    if len(ring) < 3 or abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in edges)) < 1e-9:
        return True
    last = len(edges) - 1
    apart = ((a, b) for a, b in combinations(range(len(edges)), 2) if b - a > 1 and (a, b) != (0, last))
    return len(set(ring)) < len(ring) or any(_meet(*edges[a], *edges[b]) for a, b in apart)


def _meet(a: Corner, b: Corner, c: Corner, d: Corner) -> bool:
    """Whether the segments ab and cd have a point in common (signs of the four triangles)."""
    sides = [_side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)]
    if sides[0] * sides[1] < 0 and sides[2] * sides[3] < 0:
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(side == 0 and _between(*end) for side, end in zip(sides, ends, strict=True))


def _side(a: Corner, b: Corner, point: Corner) -> float:
    area = (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
    return 0.0 if abs(area) < 1e-12 else math.copysign(1.0, area)


def _between(a: Corner, b: Corner, point: Corner) -> bool:
    return all(min(a[axis], b[axis]) <= point[axis] <= max(a[axis], b[axis]) for axis in (0, 1))

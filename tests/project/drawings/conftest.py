"""Drawings as CAD programs write them, made as text, and the readers with their arguments as keywords."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from siting.errors import Problem
from siting.project.drawings.layers import AskedLayer
from siting.project.drawings.outline import read_drawing
from siting.project.drawings.places import NOWHERE, Spot
from siting.project.sunlight.drawing import Drawing
from siting.project.sunlight.files import Outline

Points = Sequence[tuple[float, float]]
# Terauchi in Toyonaka; in plane rectangular system 6 it lies at X -135,000 (north), Y -48,600 (east) or so.
LAT, LON = 34.7813, 135.4694
SPOT = Spot(LAT, LON)
Good = Callable[..., Outline]
Refused = Callable[..., str]


def tags(*pairs: tuple[int, Any]) -> str:
    """Group codes and values as a DXF has them, a line each."""
    return "".join(f"{code}\n{value}\n" for code, value in pairs)


def polyline(layer: str, points: Points, closed: bool = True, bulge_at: int | None = None) -> str:
    """A polyline of today's programs; a bulge of 1 makes the side a half circle."""
    head = tags((0, "LWPOLYLINE"), (5, "A1"), (100, "AcDbEntity"), (8, layer), (100, "AcDbPolyline"),
                (90, len(points)), (70, int(closed)))  # fmt: skip
    corners = [tags((10, x), (20, y), *([(42, 1.0)] if at == bulge_at else [])) for at, (x, y) in enumerate(points)]
    return head + "".join(corners)


def old_polyline(layer: str, points: Points) -> str:
    """A closed polyline as programs before 1997 write it."""
    corners = [tags((0, "VERTEX"), (8, layer), (10, x), (20, y), (30, 0)) for x, y in points]
    head = tags((0, "POLYLINE"), (8, layer), (66, 1), (10, 0), (20, 0), (30, 0), (70, 1))
    return head + "".join(corners) + tags((0, "SEQEND"), (8, layer))


def single_lines(layer: str, points: Points) -> str:
    """The sides one by one, as JW-CAD writes them."""
    ends = zip(points, [*points[1:], points[0]], strict=True)
    return "".join(tags((0, "LINE"), (8, layer), (10, a[0]), (20, a[1]), (11, b[0]), (21, b[1])) for a, b in ends)


def circle(layer: str, at: tuple[float, float], radius: float) -> str:
    """A manhole."""
    return tags((0, "CIRCLE"), (8, layer), (10, at[0]), (20, at[1]), (40, radius))


def words(layer: str, at: tuple[float, float], written: str) -> str:
    """A text."""
    return tags((0, "TEXT"), (8, layer), (10, at[0]), (20, at[1]), (40, 2.5), (1, written))


def hatch(layer: str, points: Points) -> str:
    """A filled area."""
    sides = list(zip(points, [*points[1:], points[0]], strict=True))
    edges = [tags((72, 1), (10, a[0]), (20, a[1]), (11, b[0]), (21, b[1])) for a, b in sides]
    return (
        tags((0, "HATCH"), (5, "B1"), (100, "AcDbEntity"), (8, layer), (100, "AcDbHatch"), (10, 0), (20, 0), (30, 0),
             (210, 0), (220, 0), (230, 1), (2, "SOLID"), (70, 1), (71, 0), (91, 1), (92, 1), (93, len(sides)))
        + "".join(edges) + tags((97, 0), (75, 0), (76, 1), (98, 0))
    )  # fmt: skip


def dxf(*entities: str, version: str = "AC1015", encoding: str = "cp932") -> bytes:
    """The drawing; from version AC1021 on its texts are UTF-8 although the head names the code page of the machine."""
    head = tags((0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, version), (9, "$DWGCODEPAGE"), (3, "ANSI_932"),
                (0, "ENDSEC"))  # fmt: skip
    body = tags((0, "SECTION"), (2, "ENTITIES")) + "".join(entities) + tags((0, "ENDSEC"), (0, "EOF"))
    return (head + body).encode(encoding)


def moved(points: Points, east: float, north: float, factor: float = 1.0, swapped: bool = False) -> Points:
    """Points with another origin and unit, with x as north if ``swapped``."""
    there = [((x + east) * factor, (y + north) * factor) for x, y in points]
    return [(y, x) for x, y in there] if swapped else there


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., tuple[Outline | None, str, list[Problem]]]:
    """Reads a drawing of plot P1 from its bytes; every key stands in line 7 of project.toml."""

    def read_bytes(content: bytes, spot: Spot = SPOT, **keys: Any) -> tuple[Outline | None, str, list[Problem]]:
        drawing = Drawing.model_validate({"file": "plan.dxf", "layer": "敷地", **keys})
        (tmp_path / drawing.file).write_bytes(content)
        return read_drawing(tmp_path, "P1", drawing, spot, lambda key: "7")

    return read_bytes


@pytest.fixture
def good(read: Callable[..., tuple[Outline | None, str, list[Problem]]]) -> Good:
    """Reads a drawing that has no problems."""

    def read_good(*arguments: Any, **keys: Any) -> Outline:
        outline, digest, problems = read(*arguments, **keys)
        assert said(problems) == ""
        assert outline is not None
        assert len(digest) == 64
        assert outline.shape.is_valid
        assert all(note.say("ja") for note in outline.notes)
        return outline

    return read_good


@pytest.fixture
def refused(read: Callable[..., tuple[Outline | None, str, list[Problem]]]) -> Refused:
    """Reads a drawing that cannot be taken; what is said of it."""

    def read_refused(*arguments: Any, **keys: Any) -> str:
        outline, _, problems = read(*arguments, **keys)
        assert outline is None
        assert problems
        return said(problems)

    return read_refused


def asked(folder: Path, file: str, name: str = "buildings", ja: str = "建物", layer: str | None = None) -> AskedLayer:
    """A layer as project.toml asks for it."""
    return AskedLayer(
        folder, f"solar.shade.{name}", file, f"solar.shade.{name}_layer", layer, name, ja, lambda key: "9"
    )


def said(problems: Sequence[Problem]) -> str:
    """The problems in English, a line each; they can be said in Japanese as well."""
    assert all(problem.say("ja") for problem in problems)
    return "\n".join(problem.say("en") for problem in problems)


def notes_of(outline: Outline) -> str:
    """The notes in English."""
    return "\n".join(note.say("en") for note in outline.notes)


__all__ = ["NOWHERE"]

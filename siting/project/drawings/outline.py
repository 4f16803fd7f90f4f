"""A ``[drawings.ID]`` to the outline of its plot or group, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from siting.errors import Problem
from siting.language import Text, text
from siting.project.drawings.dxf import Lines, read_dxf
from siting.project.drawings.local import grown
from siting.project.drawings.places import Spot, misplaced
from siting.project.drawings.placing import UNIT_M, Placing, placed_by_system, placed_by_ties
from siting.project.drawings.rings import CLOSED_M, Rings, rings_of, with_holes
from siting.project.sunlight.drawing import Drawing
from siting.project.sunlight.files import Outline
from siting.project.toml import FILE


@dataclass(frozen=True)
class _Asked:
    """The drawing as project.toml asks for it."""

    key: str
    drawing: Drawing
    line: Callable[[str], str]

    def of_key(self, name: str, value: str | None, expected: Text) -> Problem:
        """A fault of a key of the drawing."""
        key = f"{self.key}.{name}"
        return Problem(FILE, self.line(key), key, value, expected)

    def of_file(self, layer: str, expected: Text) -> Problem:
        """A fault within the DXF file."""
        return Problem(self.drawing.file, "", layer, None, expected)


def read_drawing(
    folder: Path, owner: str, drawing: Drawing, spot: Spot, line: Callable[[str], str]
) -> tuple[Outline | None, str, list[Problem]]:
    """The outline, the hash of the file, and the faults."""
    asked = _Asked(f"drawings.{owner}", drawing, line)
    layers, digest, problems = read_dxf(folder / drawing.file, drawing.file)
    if layers is None:
        return None, digest, problems
    problems = _missing_layers(asked, layers)
    if problems:
        return None, digest, problems
    unit_m = UNIT_M[drawing.unit]
    rings = {
        layer: rings_of(layers[layer], unit_m) for layer in dict.fromkeys((drawing.layer, *drawing.keep_out_layers))
    }
    problems = _ring_problems(asked, rings)
    outer, holes, crossing = with_holes(rings[drawing.layer].shapes, CLOSED_M / unit_m)
    problems += [] if crossing is None else [asked.of_file(drawing.layer, crossing)]
    if problems:
        return None, digest, problems
    placing = _placing(asked, outer, spot)
    if isinstance(placing, Problem):
        return None, digest, [placing]
    shape = _moved(outer, placing)
    if (fault := misplaced(shape, spot)) is not None:
        return None, digest, [asked.of_file(drawing.layer, fault)]
    kept_out = _kept_out(drawing, rings, placing, shape)
    notes = [*placing.notes, *_ring_notes(rings, holes)]
    return Outline(shape, kept_out, tuple(notes)), digest, []


def _missing_layers(asked: _Asked, layers: Lines) -> list[Problem]:
    named = {"layer": (asked.drawing.layer,), "keep_out_layers": asked.drawing.keep_out_layers}
    listed = ", ".join(sorted(one for one in layers if one)) or "-"
    expected = text("no such layer with anything drawn on it; the file has {names}", names=listed)
    return [
        asked.of_key(key, layer, expected) for key, wanted in named.items() for layer in wanted if layer not in layers
    ]


def _ring_problems(asked: _Asked, rings: dict[str, Rings]) -> list[Problem]:
    problems = [asked.of_file(layer, fault) for layer, found in rings.items() for fault in found.faults]
    for layer, found in rings.items():
        if not found.shapes and not found.faults:
            problems.append(asked.of_file(layer, text("the layer holds no closed line")))
    return problems


def _placing(asked: _Asked, outer: Any, spot: Spot) -> Placing | Problem:
    drawing = asked.drawing
    if drawing.system is not None:
        west, south, east, north = outer.bounds
        found = placed_by_system(((west + east) / 2, (south + north) / 2), drawing.system, drawing.unit, spot)
        return found if isinstance(found, Placing) else asked.of_key("system", str(drawing.system), found)
    by_ties = placed_by_ties(drawing.ties[0], drawing.ties[1], drawing.unit)
    return by_ties if isinstance(by_ties, Placing) else asked.of_key("ties", None, by_ties)


def _moved(shape: Any, placing: Placing) -> Any:
    import shapely

    return shapely.transform(shape, lambda points: placing.to_lon_lat(np.asarray(points, dtype=np.float64)))


def _kept_out(drawing: Drawing, rings: dict[str, Rings], placing: Placing, outline: Any) -> Any:
    """What stays free within the outline, with its distance; None if nothing does."""
    import shapely

    drawn = [ring for layer in drawing.keep_out_layers for ring in rings[layer].shapes]
    if not drawn:
        return None
    free = grown(shapely.union_all([_moved(ring, placing) for ring in drawn]), drawing.keep_out_m).intersection(outline)
    return None if free.is_empty else free


def _ring_notes(rings: dict[str, Rings], holes: int) -> list[Text]:
    notes = [
        text("single lines of layer {layer} were joined to closed ones", layer=layer)
        for layer, found in rings.items()
        if found.joined
    ]
    return notes + ([text("rings within the outline are taken as holes: {count}", count=holes)] if holes else [])

"""The outlines of plots and groups: from the table's polygons and from drawings, with groups made of their plots."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from siting.errors import Problem
from siting.language import Text, text
from siting.project.drawings.gis import read_gis
from siting.project.drawings.local import area_m2
from siting.project.drawings.outline import read_drawing
from siting.project.drawings.places import (
    NOWHERE,
    facility_of,
    ground_areas,
    misplaced,
    size_notes,
    spots_of,
)
from siting.project.sunlight.drawing import Drawing
from siting.project.sunlight.files import Outline
from siting.project.tables import LoadedTable
from siting.project.toml import FILE

_MOST_OVERLAP = 0.01


@dataclass(frozen=True)
class Outlines:
    """Outlines by plot_id and group_id, hashes of the drawings, notes on what has none, and the faults."""

    shapes: Mapping[str, Outline]
    files: Mapping[str, str]
    notes: tuple[Text, ...]
    problems: tuple[Problem, ...]


def unknown_drawings(
    drawings: Mapping[str, Drawing], plots: LoadedTable, line: Callable[[str], str]
) -> Iterator[Problem]:
    """Drawings of what is neither plot nor group."""
    known = [*plots.frame["plot_id"].dropna(), *plots.frame["group_id"].dropna()]
    for owner in drawings:
        if owner in known:
            continue
        near = difflib.get_close_matches(owner, known, n=1, cutoff=0.6)
        expected = text("no plot or group has this id")
        if near:
            expected = text("no plot or group has this id; did you mean {name}?", name=near[0])
        key = f"drawings.{owner}"
        yield Problem(FILE, line(key), key, owner, expected)


def read_outlines(
    folder: Path, drawings: Mapping[str, Drawing], tables: Mapping[str, LoadedTable], line: Callable[[str], str]
) -> Outlines:
    """Every outline of a project; a drawing beats the table's polygon."""
    plots = tables["plots"]
    spots, owners, areas = spots_of(tables["facilities"]), facility_of(plots), ground_areas(plots)
    shapes, problems = _of_table(plots, tables["facilities"])
    files: dict[str, str] = {}
    for owner, drawing in drawings.items():
        if owner not in owners:
            continue
        read = read_gis if drawing.is_gis else read_drawing
        outline, digest, found = read(folder, owner, drawing, spots.get(owners[owner], NOWHERE), line)
        problems += found
        files |= {drawing.file: digest} if digest else {}
        if outline is not None:
            again = (text("the drawing counts, not the polygon of the table"),) if owner in shapes else ()
            shapes[owner] = replace(outline, notes=(*outline.notes, *again))
    groups, notes = _of_groups(plots, shapes)
    sized = {
        owner: replace(one, notes=(*one.notes, *size_notes(one.shape, areas, owner)))
        for owner, one in {**groups, **shapes}.items()
    }
    return Outlines(sized, files, tuple(notes), tuple(problems))


def _of_table(plots: LoadedTable, facilities: LoadedTable) -> tuple[dict[str, Outline], list[Problem]]:
    """The polygons of the table that are sound; the others are told where the table is checked."""
    if plots.raw is None or plots.raw.geometry is None:
        return {}, []
    import shapely

    spots = spots_of(facilities)
    shapes: dict[str, Outline] = {}
    problems = []
    rows = zip(plots.frame["plot_id"], plots.frame["facility_id"], plots.raw.geometry, strict=True)
    for row, (plot, facility, shape) in enumerate(rows):
        if plot is None or not _is_sound(shape):
            continue
        fault = misplaced(shape, spots.get(facility, NOWHERE))
        if fault is not None:
            problems.append(plots.problem(row, "geometry", None, fault))
        else:
            shapes[plot] = Outline(shapely.force_2d(shape))
    return shapes, problems


def _is_sound(shape: Any) -> bool:
    return (
        shape is not None
        and shape.geom_type in ("Polygon", "MultiPolygon")
        and not shape.is_empty
        and bool(np.isfinite(shape.bounds).all())
        and bool(shape.is_valid)
    )


def _of_groups(plots: LoadedTable, shapes: Mapping[str, Outline]) -> tuple[dict[str, Outline], list[Text]]:
    """The union of the plots of every group that has no drawing of its own."""
    if not shapes:
        return {}, []
    import shapely

    groups: dict[str, Outline] = {}
    notes = []
    for group, plot_ids in plots.frame.groupby("group_id")["plot_id"]:
        members = [one for one in plot_ids if one is not None]
        drawn = [shapes[one] for one in members if one in shapes]
        if group in shapes or not drawn:
            continue
        if len(drawn) < len(members):
            missing = ", ".join(one for one in members if one not in shapes)
            notes.append(text("group {group} has no outline: none is known of {missing}", group=group, missing=missing))
            continue
        shape = shapely.union_all([one.shape for one in drawn])
        kept_out = [one.kept_out for one in drawn if one.kept_out is not None]
        overlap = sum(area_m2(one.shape) for one in drawn) / area_m2(shape) - 1
        told = (
            (text("its plots overlap by {percent} %", percent=f"{overlap * 100:.0f}"),)
            if overlap > _MOST_OVERLAP
            else ()
        )
        groups[str(group)] = Outline(shape, shapely.union_all(kept_out) if kept_out else None, told)
    return groups, notes

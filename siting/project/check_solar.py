"""What the section [solar] and the tables must say together: every design once, every figure from one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from siting.errors import Problem
from siting.language import text
from siting.project.sunlight.settings import Solar
from siting.project.tables import LoadedTable
from siting.project.toml import WrittenConfig, config_problem, section
from siting.vocabulary.solar import layout_variant

FIGURES = ("capacity_kw", "annual_kwh")


def check_solar(written: WrittenConfig, tables: Mapping[str, LoadedTable]) -> list[Problem]:
    """Faults between the designs that siting makes and those that the tables state."""
    tilts = _tilts(written)
    variants = set(map(layout_variant, tilts))
    return [
        *_twice(written, tilts),
        *_screening_variant(written, variants),
        *_designs(tables["designs"], variants),
    ]


def _tilts(written: WrittenConfig) -> list[float]:
    """The tilts of [solar] as far as they can be read; those that it takes if it names none."""
    if "solar" not in written.data:
        return []
    stated = section(written.data, "solar").get("tilts_deg", Solar.model_fields["tilts_deg"].default)
    found = stated if isinstance(stated, list | tuple) else []
    return [float(tilt) for tilt in found if isinstance(tilt, int | float) and not isinstance(tilt, bool)]


def _twice(written: WrittenConfig, tilts: list[float]) -> Iterator[Problem]:
    if len(set(map(layout_variant, tilts))) < len(tilts):
        value = ", ".join(f"{tilt:g}" for tilt in tilts)
        yield config_problem("solar.tilts_deg", value, text("a tilt stands here twice"), written.lines)


def _screening_variant(written: WrittenConfig, variants: set[str]) -> Iterator[Problem]:
    name = section(section(written.data, "screening"), "pv").get("variant")
    if name in variants:
        expected = text("[solar] makes designs of this name; call the screening otherwise, such as area")
        yield config_problem("screening.pv.variant", name, expected, written.lines)


def _designs(designs: LoadedTable, variants: set[str]) -> Iterator[Problem]:
    """A design states its power and energy, or only costs of one that siting makes itself."""
    frame = designs.frame
    blank = frame[list(FIGURES)].isna().to_numpy()
    own = (frame["technology"].eq("pv") & frame["variant"].isin(variants)).to_numpy(dtype=bool)
    for row in np.flatnonzero(own & ~blank.all(axis=1)):
        expected = text(
            "[solar] designs this tilt itself: leave power and energy blank so that the row only states its costs, or name the variant otherwise"
        )
        yield designs.problem(int(row), "variant", frame["variant"].iloc[row], expected)
    for row, at in zip(*np.nonzero(blank & ~own[:, None]), strict=True):
        if (FIGURES[at], int(row)) not in designs.bad:
            expected = text(
                "a value is required, unless the row names a design of [solar] (variant t10 for a tilt of 10)"
            )
            yield designs.problem(int(row), FIGURES[at], "", expected)

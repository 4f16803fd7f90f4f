"""What a sweep will do: its grid, and which of its keys each step of a run depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from siting.errors import NothingEligible, Problem
from siting.language import text
from siting.project.emissions import emission_factor
from siting.project.load import Project
from siting.project.references import check_references
from siting.project.toml import WrittenConfig
from siting.run.evaluate import designed
from siting.run.machine_candidates import Known, setting_of
from siting.run.sunlight import SunStudy
from siting.run.turbines import WaterStudy, study_water
from siting.scenarios.grid import Grid, Point, parse_axes
from siting.sweep.keys import OPTION, WrongVary, config_at, fault_problem, key_problem, price_case, written_of

# What the costs and energies of options are filled in from; of [finance] the years count in a lifetime total.
_FILLED = ("screening.", "costs.", "finance.years")
# What the money of one drop's machines does not depend on.
_NOT_OF_MACHINES = ("screening.", "co2.")


@dataclass(frozen=True)
class Plan:
    """A project, the grid over some of its figures, and the machines of its drops at the project's own figures.

    ``known`` is what of those machines does not depend on money: what they yield at every size. ``sun`` are the designs
    of the plots that are on the short list at the project's own figures.
    """

    project: Project
    vary: tuple[str, ...]
    grid: Grid
    water: WaterStudy
    known: Known
    sun: SunStudy

    @property
    def keys(self) -> tuple[str, ...]:
        """The varied keys."""
        return self.grid.keys

    @property
    def cases(self) -> tuple[str, ...]:
        """The price cases."""
        return tuple(self.project.config.cases)

    @cached_property
    def price_axes(self) -> Mapping[int, str]:
        """The axes that vary a price, each with its case."""
        found = {at: price_case(key) for at, key in enumerate(self.keys)}
        return {at: case for at, case in found.items() if case is not None}

    @cached_property
    def water_axes(self) -> tuple[int, ...]:
        """The axes that decide which machine and size a drop gets; none where no machine is designed.

        Machines are chosen by money under one case, so what changes that money may change the design.
        """
        if not self.water.waters:
            return ()
        case = setting_of(self.project).case
        return tuple(at for at in self.case_axes(case) if not self.keys[at].startswith(_NOT_OF_MACHINES))

    @cached_property
    def filled_axes(self) -> tuple[int, ...]:
        """The axes that change energy or cost of options."""
        own = tuple(at for at, key in enumerate(self.keys) if key.startswith(_FILLED))
        return tuple(sorted({*own, *self.water_axes}))

    def case_axes(self, case: str) -> tuple[int, ...]:
        """The axes that change the figures of a case: all but the keys of other cases."""
        mine = f"cases.{case}."
        return tuple(at for at, key in enumerate(self.keys) if key.startswith(mine) or not key.startswith("cases."))

    def money_axes(self, case: str) -> tuple[int, ...]:
        """The axes that change the evaluation of a case, the design of machines among them."""
        return tuple(sorted({*self.case_axes(case), *self.water_axes}))

    @cached_property
    def base_axes(self) -> tuple[int, ...]:
        """The axes that change figures that belong to no case."""
        free = {at for at, key in enumerate(self.keys) if not key.startswith("cases.")}
        return tuple(sorted(free | set(self.water_axes)))


def plan_sweep(project: Project, vary: Sequence[str]) -> Plan:
    """The plan of a sweep; raises ``WrongVary`` with everything that is wrong with what is to be varied."""
    if not vary:
        raise WrongVary([Problem(OPTION, "", "", None, text("name at least one key to vary"))])
    axes, faults = parse_axes(vary)
    problems = [fault_problem(fault) for fault in faults]
    wrong = [key_problem(project.config, axis.key) for axis in axes]
    problems += [one for one in wrong if one is not None]
    # Values are judged for the axes that are sound by themselves, whatever is wrong with the others.
    sound = tuple(axis for axis, one in zip(axes, wrong, strict=True) if one is None)
    if len(sound) == len({axis.key for axis in sound}):
        problems += _value_problems(project, Grid(sound))
    if problems:
        raise WrongVary(problems)
    known: Known = {}
    water = study_water(project, known=known)
    factor = emission_factor(project.config.co2) if project.config.co2 else None
    project, sun = designed(project, factor, water)
    return Plan(project, tuple(vary), Grid(axes), water, known, sun)


def _value_problems(project: Project, grid: Grid) -> list[Problem]:
    """Values that are not valid: every value of each axis, the others at their first."""
    written = written_of(project.config)
    found: list[Problem] = []
    for axis in range(len(grid.axes)):
        points = list(grid.over([axis]))
        for point in points:
            try:
                config_at(written, grid.keys, point)
            except WrongVary as error:
                found += [problem for problem in error.problems if problem not in found]
        if not found:
            # What stands beside the tables and shipped data: once at either end, for it reads every table.
            for point in dict.fromkeys((points[0], points[-1])):
                found += [one for one in _reference_problems(project, grid, point) if one not in found]
    return found


def _reference_problems(project: Project, grid: Grid, point: Point) -> list[Problem]:
    config = config_at(written_of(project.config), grid.keys, point)
    written = WrittenConfig(written_of(config), project.config_sha256, dict(project.config_lines))
    return check_references(written, config, project.tables, {one.machine.id: one.machine for one in project.machines})


def nothing_to_sweep() -> NothingEligible:
    """Why a project without options cannot be swept."""
    return NothingEligible(text("nothing can be evaluated: no plot, drop or design has both energy and cost"))

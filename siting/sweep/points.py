"""Every option at every point: energy and designs reused, costs and money evaluated where a key changes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.finance.evaluate import Evaluation, base_lcoe, co2_tonnes, evaluate_flow
from siting.finance.flows import plant_of
from siting.finance.metrics import Floats, Ints
from siting.project.emissions import emission_factor
from siting.project.load import Project
from siting.run.money import study_case
from siting.run.screening import costed, designs, yielding
from siting.run.turbines import study_water
from siting.scenarios.grid import Choice
from siting.sweep.keys import config_at, written_of
from siting.sweep.memo import Memo
from siting.sweep.plan import Plan, nothing_to_sweep
from siting.sweep.ranks import stage_ranks

Words = npt.NDArray[np.object_]
CASE_FIGURES = ("bc", "npv_yen", "irr", "payback_years")
STAGES = ("screening", "detail")
# Bytes that things found may take, and about how many an option takes in each.
_ROOM, _FRAME, _CASE = 60_000_000, 1_500, 160


@dataclass(frozen=True)
class Options:
    """The options of a sweep, the same at all points unless a drop's machines change.

    ``places`` numbers place and technology, ``order`` the options by id; ``passed_over`` are machines that another
    one of their drop stands for.
    """

    option_id: Words
    facility_id: Words
    technology: Words
    stage: Words
    stages: Ints
    places: Ints
    order: Ints
    passed_over: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.option_id)


@dataclass(frozen=True)
class Case:
    """The figures of a case by their columns' names without the case, where each case applies, and the price."""

    figures: Mapping[str, Floats]
    eligible: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Figures:
    """All figures of all options at one point."""

    number: int
    point: Choice
    options: Options
    annual_kwh: Floats
    plain: Mapping[str, Floats]
    cases: Mapping[str, Case]
    rank: Ints

    def values(self, column: str) -> Floats:
        """The values of a column of options.csv."""
        if column in self.plain:
            return self.plain[column]
        name = next(name for name in self.cases if column.endswith(f"_{name}"))
        return self.cases[name].figures[column.removesuffix(f"_{name}")]


@dataclass(frozen=True)
class _Filled:
    """The options with energy and cost, and which of them can be evaluated."""

    frame: pd.DataFrame
    evaluated: npt.NDArray[np.bool_]
    options: Options


class Points:
    """The points of a plan, evaluated one after the other; what they share is found once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._written = written_of(plan.project.config)
        self.options = _filled(plan.project, designs(plan.project, plan.water, plan.sun)).options
        if not len(self.options):
            raise nothing_to_sweep()
        count = len(self.options)
        self._frames, self._cases = Memo(_ROOM // (count * _FRAME)), Memo(_ROOM // (count * _CASE))

    def __iter__(self) -> Iterator[Figures]:
        return (self.at(number, point) for number, point in enumerate(self.plan.grid))

    def project_at(self, point: Choice) -> Project:
        """The project with the values of a point."""
        config = config_at(self._written, self.plan.keys, point)
        return replace(self.plan.project, config=config)

    def at(self, number: int, point: Choice) -> Figures:
        """Everything at one point."""
        plan, project = self.plan, self.project_at(point)
        filled = self._filled(project, point)
        plain = self._cases.get(("base", _of(point, plan.base_axes)), lambda: _plain(project, filled))
        cases = {name: self._case(project, filled, point, name) for name in plan.cases}
        found = Figures(
            number,
            point,
            filled.options,
            plain["annual_kwh"],
            plain,
            cases,
            np.zeros(len(filled.options), dtype=np.int64),
        )
        return replace(found, rank=_ranks(found, project))

    def _case(self, project: Project, filled: _Filled, point: Choice, name: str) -> Case:
        return self._cases.get((name, _of(point, self.plan.money_axes(name))), lambda: _case(project, filled, name))

    def _filled(self, project: Project, point: Choice) -> _Filled:
        plan = self.plan
        wet = _of(point, plan.water_axes)

        def made() -> pd.DataFrame:
            water = study_water(project, known=plan.known) if plan.water_axes else plan.water
            return designs(project, water, plan.sun)

        return self._frames.get(
            ("filled", _of(point, plan.filled_axes)),
            lambda: _filled(project, self._frames.get(("designs", wet), made)),
        )


def _of(point: Choice, axes: tuple[int, ...]) -> Choice:
    return tuple(point[at] for at in axes)


def _filled(project: Project, made: pd.DataFrame) -> _Filled:
    with_yield = yielding(project, made)
    frame = costed(project, with_yield)
    # What never yields is no option of a sweep; what only has no cost here is one without figures.
    kept = with_yield["status"].eq("evaluated").to_numpy(dtype=bool)
    frame = frame[kept].reset_index(drop=True)
    return _Filled(frame, frame["status"].eq("evaluated").to_numpy(dtype=bool), _options(frame))


def _options(frame: pd.DataFrame) -> Options:
    words = {name: frame[name].to_numpy(dtype=object) for name in ("option_id", "facility_id", "technology", "stage")}
    places, _ = pd.factorize(frame["place_id"].astype(str) + "\n" + frame["technology"].astype(str))
    order = np.empty(len(frame), dtype=np.int64)
    order[np.argsort(words["option_id"].astype(str), kind="stable")] = np.arange(len(frame))
    return Options(
        **words, stages=np.array([STAGES.index(one) for one in words["stage"]], dtype=np.int64), places=places,
        order=order, passed_over=(frame["origin"].eq("turbines") & ~frame["chosen"].eq(True)).to_numpy(dtype=bool),
    )  # fmt: skip


def _spread(values: Floats, evaluated: npt.NDArray[np.bool_]) -> Floats:
    if evaluated.all():
        return values
    spread = np.full(len(evaluated), np.nan)
    spread[evaluated] = values
    return spread


def _plain(project: Project, filled: _Filled) -> dict[str, Floats]:
    """The figures that belong to no case."""
    config, mine = project.config, filled.frame[filled.evaluated]
    factor = emission_factor(config.co2) if config.co2 else None
    plant = plant_of(mine)
    columns = {
        name: filled.frame[name].to_numpy(dtype=float)
        for name in ("capacity_kw", "annual_kwh", "capex_yen", "opex_yen_per_year")
    }
    lcoe = base_lcoe(plant, config.finance, config.lifecycle)
    co2 = co2_tonnes(plant.annual_kwh, factor.kg_per_kwh if factor else None)
    return columns | {
        "lcoe_yen_per_kwh": _spread(lcoe, filled.evaluated), "co2_area_t": _spread(co2, filled.evaluated),
    }  # fmt: skip


def evaluated_case(project: Project, filled: _Filled, name: str) -> Evaluation:
    """The evaluation of the options that can be evaluated."""
    config, mine = project.config, filled.frame[filled.evaluated]
    factor = emission_factor(config.co2) if config.co2 else None
    study = study_case(project, mine, name)
    co2 = co2_tonnes(study.plant.annual_kwh, factor.kg_per_kwh if factor else None)
    return evaluate_flow(study.flow, study.plant, config.cases[name], study.terms, config.finance, co2)


def _case(project: Project, filled: _Filled, name: str) -> Case:
    found = evaluated_case(project, filled, name)
    figures = (*CASE_FIGURES, "co2_own_t", "price_yen_per_kwh", "break_even_yen_per_kwh")
    eligible = np.zeros(len(filled.evaluated), dtype=bool)
    eligible[filled.evaluated] = found.eligible
    return Case({one: _spread(getattr(found, one), filled.evaluated) for one in figures}, eligible)


def _ranks(found: Figures, project: Project) -> Ints:
    ranking, options = project.config.ranking, found.options
    values = np.where(options.passed_over, np.nan, found.values(ranking.by))
    return stage_ranks(values, options.places, options.order, options.stages, ranking.descending)

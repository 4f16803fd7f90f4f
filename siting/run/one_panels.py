"""One plot asked by itself: options as a user writes them to a project of one plot, and what the sunlight engine finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text, verbatim
from siting.project.load import Project
from siting.project.loads.files import OwnUseFiles
from siting.project.readers.raw import RawTable
from siting.project.sunlight.files import Module
from siting.project.sunlight.settings import Solar
from siting.project.tables import LoadedTable, check_table, empty_table
from siting.run.one_panels_files import read_files, spot_of, weather_section
from siting.run.one_panels_options import (
    COLUMNS,
    COMMAND,
    SITE,
    TILT_DEG,
    config_of,
    contradictions,
    in_options,
    option_name,
    position,
    raise_problems,
    system_of,
)
from siting.run.one_verify import Verified, verify_place
from siting.run.sun_frames import Row, layout_row, loss_rows
from siting.run.sun_plots import SunPlot, sun_plots, unfit
from siting.run.sun_yields import PlaceYears, by_hours, places
from siting.solar.records import Layout
from siting.vocabulary import TABLES
from siting.vocabulary.tables import PLOTS
from siting.weather.record import WeatherYear

Options = Mapping[str, str | None]
NOT_CURTAILED = text("output control by the grid operator (出力制御) is not counted")


@dataclass(frozen=True)
class OneDesign:
    """The plot at one tilt: its layout, its rows of layouts.csv and losses.csv, and why it may not be built."""

    layout: Layout
    row: Row
    losses: tuple[Row, ...]
    unfit: Text | None = None
    verified: Verified | None = None

    @property
    def notes(self) -> tuple[Text, ...]:
        """What must be known of the design."""
        return (*(() if self.unfit is None else (self.unfit,)), *self.row["notes"])


@dataclass(frozen=True)
class OnePanels:
    """What the sunlight engine says of the plot at every tilt, in the order asked for; ``notes`` hold for all of them.

    ``system`` is the plane rectangular system that was stated.
    """

    project: Project
    plot: SunPlot
    place: PlaceYears
    designs: tuple[OneDesign, ...]
    notes: tuple[Text, ...]
    system: int | None = None

    @property
    def weather(self) -> WeatherYear:
        """The year of weather that the designs are run through."""
        return self.place.years["mid"]

    @property
    def module(self) -> Module | None:
        """The module, None where power stands per area."""
        return self.project.sunlight.module

    @property
    def solar(self) -> Solar:
        """The settings of the designs."""
        solar = self.project.config.solar
        assert solar is not None
        return solar


def study_one_panels(options: Options, verify: bool = False) -> OnePanels:
    """What the sunlight engine finds for the options, by their names without dashes (``area_m2``).

    Raises ``WrongOptions`` for options that are missing, contradict each other or cannot be read, ``InputProblems``
    for files that cannot, every fault at once. ``verify`` computes each design by pvlib's ModelChain as well.
    """
    given = {name: written for name, written in options.items() if written is not None and written.strip()}
    project = _project(given)
    plot, place = _placed(project, given)
    found = list(by_hours(place, project.config.weather.year_sigma))
    verified = verify_place(place) if verify else {}
    reasons = dict(unfit(plot))
    solar, module = project.config.solar, project.sunlight.module
    assert solar is not None
    designs = []
    for _, layout, energy in found:
        option_id = plot.option_id(layout)
        row = layout_row(plot, layout, energy, solar, module)
        losses = tuple(loss_rows(option_id, energy))
        designs.append(OneDesign(layout, row, losses, reasons.get(option_id), verified.get(option_id)))
    notes = (*_assumed(given, module), *project.sunlight.notes, NOT_CURTAILED)
    system = system_of(given)
    return OnePanels(project, plot, place, tuple(designs), notes, system if isinstance(system, int) else None)


def _placed(project: Project, given: Mapping[str, str]) -> tuple[SunPlot, PlaceYears]:
    """The plot with its layouts, and its place with the weather."""
    solar = project.config.solar
    assert solar is not None
    plots, left_out = sun_plots(project, solar, None)
    for reason in left_out.values():
        name = "polygon" if "polygon" in given else "area_m2"
        raise InputProblems([Problem(COMMAND, "", option_name(name), given[name], reason)])
    try:
        (place,) = places(project, solar, plots)
    except InputProblems as error:
        raise_problems([in_options(one) for one in error.problems])
        raise
    return plots[0], place


def _project(given: Mapping[str, str]) -> Project:
    """The project of one plot; raises ``WrongOptions`` or ``InputProblems``."""
    problems = list(contradictions(given))
    (lat, lon), found = position(given)
    problems += found
    weather, found = weather_section(given)
    problems += found
    config, found = config_of(given, weather)
    problems += found
    plots, found = _plots(given)
    problems += found
    files, found = read_files(given, config, spot_of(lat, lon))
    raise_problems(list(dict.fromkeys([*problems, *found])))
    assert config is not None
    tables = {table.name: empty_table(table) for table in TABLES} | {PLOTS.name: plots}
    sites = OwnUseFiles(sites={SITE: (lat, lon)})
    return Project(config, "", {}, tables, {}, (), (), files.files, sites, files)


def _plots(given: Mapping[str, str]) -> tuple[LoadedTable, list[Problem]]:
    """The table of the one plot, checked as one from a file is."""
    cells = {"plot_id": SITE, "facility_id": SITE, "mount": "unknown"}
    cells |= {column: given[name].strip() for name, column in COLUMNS.items() if name in given}
    columns = tuple(np.array([cell], dtype=object) for cell in cells.values())
    loaded, problems = check_table(RawTable(COMMAND, "", tuple(cells), columns, np.array([1])), PLOTS)
    return loaded, [in_options(one) for one in problems]


def _assumed(given: Mapping[str, str], module: Module | None) -> Iterator[Text]:
    """What was taken where the options say nothing."""
    if "tilt" not in given:
        yield text("assumption: tilt {tilt}°, for --tilt is not given", tilt=f"{TILT_DEG:g}")
    if module is not None and "module" not in given:
        yield text("assumption: module {module}, for --module is not given", module=verbatim(module.name))
    elif module is not None:
        yield text("module: {module} ({power} W)", module=verbatim(module.name), power=f"{module.power_w:g}")

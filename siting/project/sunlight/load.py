"""All files of the sun beside the tables: weather, outlines, obstacles, buildings, horizon, observers, module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from siting.errors import Problem, UnknownName
from siting.language import Text
from siting.project.drawings.footprints import read_buildings, read_obstacles
from siting.project.drawings.horizon import read_horizon
from siting.project.drawings.layers import AskedLayer
from siting.project.drawings.observers import read_observers
from siting.project.drawings.plots import Outlines, read_outlines, unknown_drawings
from siting.project.model import Config
from siting.project.modules import find_module
from siting.project.readers.raw import RawTable
from siting.project.sunlight.files import Block, Horizon, Module, Observer, SunlightFiles
from siting.project.sunlight.settings import Solar
from siting.project.tables import LoadedTable
from siting.project.toml import WrittenConfig, config_problem, line_of
from siting.project.weather.record import Readings


@dataclass
class _Gathered:
    """What the readers have found so far: hashes, notes and faults."""

    files: dict[str, str] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, raw: RawTable | None, notes: list[Text], problems: list[Problem]) -> None:
        """The results of one layer."""
        self.notes += notes
        self.problems += problems
        if raw is not None:
            beside = PurePosixPath(raw.file).parent
            sidecars = raw.notes.get("sidecars", {})
            self.files |= {raw.file: raw.sha256, **{str(beside / name): one for name, one in sidecars.items()}}


def load_sunlight(
    folder: Path, config: Config | None, written: WrittenConfig | None, tables: Mapping[str, LoadedTable]
) -> SunlightFiles:
    """Everything the sunlight engine reads, with every fault at once; without ``[solar]`` the weather alone."""
    if config is None or written is None:
        return SunlightFiles()

    def line(key: str) -> str:
        return line_of(key, written.lines)

    found = _Gathered()
    weather = _weather(folder, config, line, found)
    found.problems += unknown_drawings(config.drawings, tables["plots"], line)
    if config.solar is None:
        return SunlightFiles(weather, files=found.files, problems=tuple(found.problems))
    outlines = read_outlines(folder, config.drawings, tables, line)
    found.files |= outlines.files
    found.notes += outlines.notes
    found.problems += outlines.problems
    obstacles, buildings = _blocks(folder, config.solar, line, found)
    observers = _observers(folder, config.solar, line, found, outlines)
    horizon = _horizon(folder, config.solar, found)
    module = _module(config.solar, written, found)
    return SunlightFiles(
        weather, outlines.shapes, obstacles, buildings, observers, horizon, module,
        found.files, tuple(found.notes), tuple(found.problems),
    )  # fmt: skip


def _weather(folder: Path, config: Config, line: Callable[[str], str], found: _Gathered) -> Mapping[str, Readings]:
    if not config.weather.file:
        return {}
    from siting.project.weather.read import read_weather

    readings, problems = read_weather(folder, config.weather, line)
    found.problems += problems
    found.files |= {one.file: one.sha256 for one in readings.values() if one.file}
    return readings


def _blocks(
    folder: Path, solar: Solar, line: Callable[[str], str], found: _Gathered
) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    shade = solar.shade
    obstacles: tuple[Block, ...] = ()
    buildings: tuple[Block, ...] = ()
    if shade.obstacles:
        asked = AskedLayer(
            folder, "solar.shade.obstacles", shade.obstacles, "solar.shade.obstacles_layer", shade.obstacles_layer,
            "obstacles", "障害物", line,
        )  # fmt: skip
        obstacles, raw, notes, problems = read_obstacles(asked)
        found.take(raw, notes, problems)
    if shade.buildings:
        asked = AskedLayer(
            folder, "solar.shade.buildings", shade.buildings, "solar.shade.buildings_layer", shade.buildings_layer,
            "buildings", "建物", line,
        )  # fmt: skip
        buildings, raw, notes, problems = read_buildings(asked, shade.height_column, "solar.shade.height_column")
        found.take(raw, notes, problems)
    return obstacles, buildings


def _observers(
    folder: Path, solar: Solar, line: Callable[[str], str], found: _Gathered, outlines: Outlines
) -> tuple[Observer, ...]:
    if solar.glare is None:
        return ()
    asked = AskedLayer(
        folder, "solar.glare.observers", solar.glare.observers, "solar.glare.layer", solar.glare.layer,
        "observers", "観測点", line,
    )  # fmt: skip
    observers, raw, notes, problems = read_observers(asked, [one.shape for one in outlines.shapes.values()])
    found.take(raw, notes, problems)
    return observers


def _horizon(folder: Path, solar: Solar, found: _Gathered) -> Horizon | None:
    name = solar.shade.horizon
    if not name:
        return None
    horizon, digest, notes, problems = read_horizon(folder / name, name)
    found.files |= {name: digest} if digest else {}
    found.notes += notes
    found.problems += problems
    return horizon


def _module(solar: Solar, written: WrittenConfig, found: _Gathered) -> Module | None:
    if not solar.module:
        return None
    try:
        return find_module(solar.module)
    except UnknownName as error:
        found.problems.append(config_problem("solar.module", solar.module, error.message, written.lines))
        return None

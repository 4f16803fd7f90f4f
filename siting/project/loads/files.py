"""The files of own use beside the tables: loads of facilities, shapes of generation, and what does not fit."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from siting.errors import Problem
from siting.language import text
from siting.project.loads.bands import tariff_problems
from siting.project.loads.calendar import Floats
from siting.project.loads.profiles import read_profile, usual_profile
from siting.project.loads.read import read_load
from siting.project.loads.record import Load, Profile
from siting.project.model import Config
from siting.project.tables import LoadedTable
from siting.project.toml import WrittenConfig, config_problem, line_of

TECHNOLOGIES = ("pv", "hydro")


@dataclass(frozen=True)
class OwnUseFiles:
    """Loads by facility, shapes of generation by owner or technology, hashes of the files, and the faults.

    ``sites`` are latitude and longitude [deg] of the facilities, which the sun of clear days asks for. ``sun`` holds shapes
    by the hours of the weather, by facility and by option id, which the sunlight engine fills in.
    """

    loads: Mapping[str, Load] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    sites: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    sun: Mapping[str, Floats] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def profile_key(self, owner_id: str, technology: str) -> str:
        """The key of ``profiles`` that an option's generation follows: its owner's, else its technology's."""
        return owner_id if owner_id in self.profiles else technology


def load_own_use(
    folder: Path, config: Config | None, written: WrittenConfig | None, tables: Mapping[str, LoadedTable]
) -> OwnUseFiles:
    """Loads and shapes of generation of a project, with every fault of them and of the tariffs."""
    if config is None or written is None:
        return OwnUseFiles()
    facilities = tables["facilities"].frame
    ids = [one for one in facilities["facility_id"] if one is not None]
    contract = dict(zip(facilities["facility_id"], facilities["contract_kw"].astype(float), strict=True))
    problems = [
        *_unknown("loads", config.loads, ids, written),
        *_unknown("profiles", config.profiles, [*TECHNOLOGIES, *_owners(tables)], written),
        *tariff_problems(config.tariffs, written.lines),
        *_unknown_tariffs(config, written),
    ]
    loads: dict[str, Load] = {}
    profiles = {technology: usual_profile(technology, _by_weather(config)) for technology in TECHNOLOGIES}
    files: dict[str, str] = {}

    def line(key: str) -> str:
        return line_of(key, written.lines)

    for key, source in config.loads.items():
        load, found = read_load(folder, key, source, contract.get(key, np.nan), line)
        problems += found
        if load is not None:
            loads[key] = load
            files |= {load.file: load.sha256} if load.file else {}
    for key, shape in config.profiles.items():
        profile, found = read_profile(folder, key, shape, line)
        problems += found
        if profile is not None:
            profiles[key] = profile
            files |= {profile.file: profile.sha256} if profile.file else {}
    sites = dict(zip(facilities["facility_id"], zip(facilities["lat"], facilities["lon"], strict=True), strict=True))
    return OwnUseFiles(loads, profiles, sites, files, problems=tuple(problems))


def _by_weather(config: Config) -> bool:
    """Whether the hours of solar generation follow from the sunlight engine."""
    return config.solar is not None and config.solar.method == "hourly"


def _owners(tables: Mapping[str, LoadedTable]) -> list[str]:
    """Every id that an option may belong to."""
    columns = (("facilities", "facility_id"), ("plots", "plot_id"), ("plots", "group_id"), ("drops", "drop_id"))
    found = [tables[name].frame[column].dropna() for name, column in columns]
    return list(dict.fromkeys(one for column in found for one in column))


def _unknown(section: str, keys: Collection[str], known: list[str], written: WrittenConfig) -> Iterator[Problem]:
    for key in keys:
        if key in known:
            continue
        expected = (
            text("no facility has this facility_id")
            if section == "loads"
            else text("a shape of generation stands for pv, hydro, or the id of a facility, plot, group or drop")
        )
        near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
        if near:
            expected = text("{expected}; did you mean {name}?", expected=expected, name=near[0])
        yield config_problem(f"{section}.{key}", key, expected, written.lines)


def _unknown_tariffs(config: Config, written: WrittenConfig) -> Iterator[Problem]:
    named = {f"cases.{name}.tariff": case.tariff for name, case in config.cases.items()}
    named |= {f"loads.{name}.tariff": load.tariff for name, load in config.loads.items()}
    for key, tariff in named.items():
        if tariff is not None and tariff not in config.tariffs:
            known = ", ".join(sorted(config.tariffs)) or "-"
            expected = text("no such tariff below [tariffs]; there are {names}", names=known)
            yield config_problem(key, tariff, expected, written.lines)

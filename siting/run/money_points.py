"""What a person must still settle about money: remarks of price cases, assumed loads and shapes of generation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from siting.language import Text, parts, text, verbatim
from siting.project.cases import Case
from siting.project.check_judgement import knows_any, named
from siting.project.load import Project
from siting.vocabulary.tables import TECHNOLOGIES

Point = tuple[str | None, str, Text, str | None]
# Of what is said of a file of demand, this asks for an answer; the rest tells how the file was read.
DOUBT = "the demand reaches only"


def money_points(project: Project, options: pd.DataFrame) -> Iterator[Point]:
    """Owner, kind, words and source of every such point."""
    for name, case in project.config.cases.items():
        yield from _remarks(name, case, options)
    yield from _foreign_words(project)
    yield from _shared_loads(project, options)
    if any(
        case.kind_of.needs_load and f"own_use_share_{name}" in options for name, case in project.config.cases.items()
    ):
        yield from _hours(project)


def _remarks(name: str, case: Case, options: pd.DataFrame) -> Iterator[Point]:
    """What to bear in mind of a case, each remark once for all options it is made of."""
    remarks = options.get(f"remark_{name}")
    if remarks is None:
        return
    evaluated = options["status"].eq("evaluated").to_numpy(dtype=bool)
    said = remarks[evaluated & remarks.notna().to_numpy(dtype=bool)]
    label = verbatim(case.label or name, en=case.label_en or None)
    for remark, count in Counter(part for one in said for part in parts(one)).items():
        what = text("{case}: {remark} ({count} options)", case=label, remark=remark, count=count)
        yield None, "price", what, f"project.toml [cases.{name}]"


def _shared_loads(project: Project, options: pd.DataFrame) -> Iterator[Point]:
    """Facilities where several places could use the same load: each is counted as if it were the only one."""
    mine = options[options["status"].eq("evaluated") & options["facility_id"].isin(list(project.own_use.loads))]
    by_hours = any(case.kind_of.needs_load and case.counting != "all" for case in project.config.cases.values())
    places = mine.drop_duplicates(["facility_id", "stage", "place_id"])
    shared = places.loc[places.duplicated(["facility_id", "stage"]), "facility_id"]
    for facility in dict.fromkeys(shared) if by_hours else ():
        what = text("several places share one load: use on site is counted for each as if it were built alone")
        yield str(facility), "load_profile", what, f"project.toml [loads.{facility}]"


def _foreign_words(project: Project) -> Iterator[Point]:
    """A comparison whose words speak of other facilities than the tables, as when an example's settings are reused."""
    stated = project.config.judgement.options
    names = named(stated.model_dump(mode="json")) if stated else []
    if names and not knows_any(names, project.tables):
        what = text(
            "the comparison of options names {names}, none of which is in the tables", names=", ".join(names[:4])
        )
        yield None, "input", what, "project.toml [judgement.options]"


def _hours(project: Project) -> Iterator[Point]:
    """Loads whose hours an assumed shape stands for, shapes of generation that nobody measured, and how files were read."""
    found = project.own_use
    for facility, load in found.loads.items():
        for note in load.notes:
            settled = load.file and not load.assumed and not note.wording.startswith(DOUBT)
            yield (
                facility,
                "record" if settled else "load_profile",
                note,
                load.file or f"project.toml [loads.{facility}]",
            )
    for key, profile in found.profiles.items() if found.loads else ():
        for note in profile.notes:
            what = text("generation of {name}: {note}", name=plant(key), note=note)
            yield None, "record" if profile.file else "load_profile", what, f"project.toml [profiles.{key}]"


def plant(key: str) -> Text:
    """A technology, or the user's own word for a kind of plant."""
    label = next((one for one in TECHNOLOGIES if one.value == key), None)
    return verbatim(key) if label is None else verbatim(label.en, ja=label.label("ja"), en=label.en)

"""Open points on the page: equal words in one line with all their owners, and what needs no answer by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from siting.language import text
from siting.reporting.page.unsettled import PointGroup, unsettled
from siting.reporting.page.view import view_of
from siting.reporting.results import Results


def point(owner: str | None, source: str | None = None, kind: str = "load_profile", **rest: Any) -> dict[str, Any]:
    return {
        "owner_id": owner,
        "kind": kind,
        "what": text("assumption"),
        "ask": None,
        "by_when": None,
        "source": source,
        **rest,
    }


def groups(results: Results, *points: dict[str, Any]) -> tuple[PointGroup, ...]:
    return unsettled(view_of(replace(results, open_points=pd.DataFrame(points, dtype=object)), "en"))


def test_equal_words_stand_once_with_every_owner_and_source(results: Results) -> None:
    (group,) = groups(
        results,
        point("W05", "project.toml [loads.W05]"),
        point("W06", "project.toml [loads.W06]"),
        point("W07", "表5-3"),
    )
    (one,) = group.points
    assert (group.count, one.source) == (3, "project.toml [loads.W05], [loads.W06], 表5-3")
    assert str(one.owners).count("Reservoir") == 3


def test_points_for_other_people_stand_apart(results: Results) -> None:
    (group,) = groups(results, point("W05", ask="A"), point("W06", ask="B"), point("W07", ask="B"))
    assert [one.ask for one in group.points] == ["A", "B"]


def test_all_facilities_need_no_names(results: Results) -> None:
    every = list(results.tables["facilities"].frame["facility_id"])
    (group,) = groups(results, *map(point, every))
    assert str(group.points[0].owners) == "every facility"
    (group,) = groups(results, *map(point, every[1:]))
    assert "every" not in str(group.points[0].owners)


@pytest.mark.parametrize(("kind", "told"), [("record", True), ("weather", False)])
def test_how_files_were_read_needs_no_answer(results: Results, kind: str, told: bool) -> None:
    assert [group.told for group in groups(results, point(None, kind=kind))] == [told]

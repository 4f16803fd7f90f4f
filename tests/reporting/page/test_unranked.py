"""What the first page says of places that have no figure to be ranked by."""

from __future__ import annotations

from pathlib import Path

import siting
from siting.reporting.page.recommendation import recommendation
from siting.reporting.page.view import view_of
from tests.run.sun_projects import TOML, write_project


def test_places_without_the_figure_that_decides_are_named(tmp_path: Path) -> None:
    toml = TOML.replace('by = "npv_yen_fit"', 'by = "bc_surplus"').replace('"short_list"\ntilts', '"all"\ntilts')
    results = siting.evaluate(siting.load(write_project(tmp_path / "study", toml.replace("[loads.A]", "[loads.B]"))))
    lead = [one.say("en") for one in recommendation(view_of(results, "en")).lead]
    ja = [one.say("ja") for one in recommendation(view_of(results, "ja")).lead]
    # Only B has a load, and it is not designed: the page goes by the screening, where A's plots have no figure.
    assert any("Not ranked for want of the figure that decides" in one and "2 places" in one for one in lead), lead
    assert any("順位を付けていない箇所が2か所" in one for one in ja), ja

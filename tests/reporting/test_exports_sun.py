"""Files of designed plots: documented columns, rectangles that any GIS reads, nothing where nothing was designed."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from siting.reporting.exports_sun import drawn, glare_csv, layouts_csv, losses_csv, panels_geojson
from siting.reporting.results import Results, from_json, to_json
from siting.run.stopwatch import Stopwatch
from siting.run.write import WHERE_FOUND, WRITERS, absent, write_results
from siting.vocabulary.solar import GLARE_COLUMNS, GLARE_HOURS, LAYOUT_COLUMNS, LOSS_COLUMNS, SUN_MONTHS
from tests.conftest import Siting

FILES = ("layouts.csv", "losses.csv", "glare.csv", "panels.geojson")


def table(content: bytes, folder: Path) -> pd.DataFrame:
    path = folder / "table.csv"
    path.write_bytes(content)
    return pd.read_csv(path, encoding="utf-8-sig")


def test_columns_are_those_of_the_vocabulary_and_values_are_unrounded(sun_results: Results, tmp_path: Path) -> None:
    written = {
        "layouts": (layouts_csv, (*LAYOUT_COLUMNS, *SUN_MONTHS)), "losses": (losses_csv, LOSS_COLUMNS),
        "glare": (glare_csv, (*GLARE_COLUMNS, *GLARE_HOURS)),
    }  # fmt: skip
    for name, (writer, columns) in written.items():
        found, frame = table(writer(sun_results), tmp_path), getattr(sun_results, name)
        assert list(found.columns) == [column.name for column in columns]
        assert len(found) == len(frame) > 0
        for column in columns:
            if frame[column.name].dtype == float:
                assert found[column.name].to_numpy() == pytest.approx(frame[column.name].to_numpy(), rel=0, nan_ok=True)
    notes = table(layouts_csv(sun_results), tmp_path)["notes"]
    assert notes.str.contains("気象庁平年値").all()


def test_rectangles_are_those_of_rfc_7946(sun_results: Results) -> None:
    from shapely.geometry import shape

    content = panels_geojson(sun_results)
    collection = json.loads(content)
    assert set(collection) == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    numbers: dict[str, list[int]] = {}
    for one in collection["features"]:
        assert set(one) == {"type", "geometry", "properties"}
        assert one["geometry"]["type"] == "Polygon"
        (ring,) = one["geometry"]["coordinates"]
        assert len(ring) == 5
        assert ring[0] == ring[-1]
        rectangle = shape(one["geometry"])
        assert rectangle.is_valid
        # The right-hand rule: exterior rings run counterclockwise.
        assert rectangle.exterior.is_ccw
        assert (np.array(ring) > [135.4, 34.7]).all()
        assert (np.array(ring) < [135.6, 34.9]).all()
        numbers.setdefault(one["properties"]["option_id"], []).append(one["properties"]["number"])
    panels = sun_results.layouts.set_index("option_id")["panels"]
    assert {option: len(found) for option, found in numbers.items()} == {
        row["option_id"]: panels[row["option_id"]] for row in drawn(sun_results.layouts).to_dict("records")
    }
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert panels_geojson(from_json(to_json(sun_results))) == content


def test_tables_without_modules_are_written_as_they_stand(sun_results: Results) -> None:
    bare = sun_results.layouts.assign(module_length_m=np.nan, module_width_m=np.nan)
    features = json.loads(panels_geojson(dataclasses.replace(sun_results, layouts=bare)))["features"]
    wanted = set(drawn(bare)["option_id"])
    tables = sun_results.outlines[sun_results.outlines["part"].eq("table")]
    assert len(features) == tables["option_id"].isin(wanted).sum() > 0


def test_nothing_is_written_where_nothing_was_designed(sun_results: Results) -> None:
    empty = {name: getattr(sun_results, name).iloc[:0] for name in ("layouts", "losses", "glare", "outlines")}
    bare = dataclasses.replace(sun_results, **empty)
    reasons = {name: reason.say("en") for name, reason in absent(bare).items()}
    assert set(FILES) <= set(reasons) & set(WRITERS)
    assert reasons["layouts.csv"] == "no plot is designed in detail"
    assert not set(FILES) & set(absent(sun_results))
    assert all(WHERE_FOUND[name][0](sun_results) for name in FILES)


def test_ranks_reports_and_explanations_follow_from_results_json_alone(
    sun_results: Results, tmp_path: Path, run_siting: Siting
) -> None:
    out = tmp_path / "out"
    record = write_results(sun_results, out, Stopwatch())
    assert not set(FILES) & set(record["absent"])
    assert {path.name for path in out.iterdir()} >= set(FILES)
    for path in out.iterdir():
        if path.name != "results.json":
            path.unlink()
    ranked = run_siting("rank", str(out), "--stage", "detail", "--format", "csv")
    assert ranked.returncode == 0, ranked.stderr
    assert "A-P1-pv-t5" in ranked.stdout or "A-P1-pv-t20" in ranked.stdout
    told = run_siting("explain", str(out), "A-P1-pv-t5", "npv_yen_fit", "--lang", "en")
    assert told.returncode == 0, told.stderr
    assert "solar.curtailment.shares.0" in told.stdout
    assert "data/modules.csv:4 power_w" in told.stdout
    page = tmp_path / "page.html"
    shown = run_siting("report", str(out), "-o", str(page))
    assert shown.returncode == 0, shown.stderr
    assert "A-P1" in page.read_text(encoding="utf-8")

"""The folder of a sweep: whole files, the same bytes each time, a CSV that stops where Excel does."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

import siting
from siting.errors import OutputRefused
from siting.sweep import files as files_module
from siting.sweep import table as table_module
from siting.sweep.files import write_rows
from siting.sweep.plan import plan_sweep
from siting.sweep.points import Points
from siting.sweep.table import blocks
from siting.sweep.write import dry_run, write_sweep
from tests.conftest import EXAMPLE

PROJECT = siting.load(EXAMPLE)
VARY = ["cases.fit.price_yen_per_kwh=8:45:5", "finance.discount_rate=0,0.04"]
NAMES = ["break_even.csv", "flips.csv", "heatmap.svg", "run.json", "sweep.csv", "sweep.parquet"]


def test_the_folder_holds_the_rows_twice_and_the_record(tmp_path: Path) -> None:
    record = write_sweep(plan_sweep(PROJECT, VARY), tmp_path / "out", "en")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == NAMES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    expected = siting.sweep(PROJECT, VARY)
    parquet = pd.read_parquet(tmp_path / "out" / "sweep.parquet")
    csv = pd.read_csv(tmp_path / "out" / "sweep.csv")
    content = (tmp_path / "out" / "sweep.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfcases.fit.price_yen_per_kwh,finance.discount_rate,option_id,")
    assert content.count(b"\n") == len(expected) + 1
    for frame in (parquet, csv):
        assert list(frame.columns) == list(expected.columns)
        for name in expected.columns:
            if expected[name].dtype.kind == "f" or name == "rank":
                ours, theirs = frame[name].to_numpy(dtype=float), expected[name].to_numpy(dtype=float)
                np.testing.assert_allclose(ours, theirs, rtol=1e-15, atol=0)
            else:
                assert list(frame[name]) == list(expected[name])
    # Options that never pay back have no payback: empty, not "nan".
    assert pa.parquet.read_table(tmp_path / "out" / "sweep.parquet")["payback_years_fit"].null_count > 0
    assert b",nan" not in content
    assert record["sweep"]["rows"] == record["sweep"]["csv_rows"] == len(expected)
    written = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert set(written["outputs"]) == set(NAMES) - {"run.json"}
    assert written["sweep"]["vary"] == VARY
    assert len(written["inputs"]) == 8


def test_two_sweeps_differ_in_run_json_alone_and_replace_each_other(tmp_path: Path) -> None:
    for name in ("one", "two", "one"):
        write_sweep(plan_sweep(PROJECT, VARY), tmp_path / name, "ja")
    for name in NAMES:
        if name != "run.json":
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    (tmp_path / "one" / "sweep.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputRefused, match=r"sweep\.csv in .* was edited"):
        write_sweep(plan_sweep(PROJECT, VARY), tmp_path / "one", "ja")
    assert (tmp_path / "one" / "sweep.csv").read_text(encoding="utf-8") == "mine"


def test_a_stop_half_way_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, _: int) -> None:
        if done > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_sweep(plan_sweep(PROJECT, VARY), tmp_path / "out", "en", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_the_csv_stops_where_a_sheet_does_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from siting.sweep import write as write_module

    for module in (files_module, write_module):
        monkeypatch.setattr(module, "CSV_ROWS", 100)
    record = write_sweep(plan_sweep(PROJECT, VARY), tmp_path / "out", "en")
    assert (record["sweep"]["csv_rows"], len(pd.read_csv(tmp_path / "out" / "sweep.csv"))) == (100, 100)
    assert len(pd.read_parquet(tmp_path / "out" / "sweep.parquet")) == record["sweep"]["rows"] > 100
    assert f"sweep.csv holds the first 100 of {record['sweep']['rows']} rows" in record["warnings"][0]
    assert any("sweep.csv holds the first 100" in line.say("en") for line in dry_run(plan_sweep(PROJECT, VARY)))


def test_the_rows_of_all_blocks_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "CSV_ROWS", 5)
    csv = BytesIO()
    assert write_rows([pa.table({"a": [1, 2, 3]})] * 3, None, csv) == (9, 5)
    assert csv.getvalue().decode("utf-8-sig") == "a\n1\n2\n3\n1\n2\n"


def test_rows_are_written_in_blocks_of_whole_points() -> None:
    plan = plan_sweep(PROJECT, VARY)
    points = Points(plan)
    tables = list(blocks(plan, points, rows=100))
    assert [len(table) % len(points.options) for table in tables] == [0] * len(tables)
    assert len(tables) > 3
    assert max(len(table) for table in tables) < 100 + len(points.options)
    target = BytesIO()
    assert write_rows(tables, target, BytesIO()) == (len(plan.grid) * len(points.options),) * 2
    assert pa.parquet.ParquetFile(target).num_row_groups == len(tables)
    assert table_module.BLOCK_ROWS <= 200_000


def test_what_does_not_exist_is_empty_in_both_files() -> None:
    table = pa.table({"a": pa.array([1.5, np.nan, -0.0], from_pandas=True), "b": pa.array([True, False, None])})
    parquet, csv = BytesIO(), BytesIO()
    write_rows([table], parquet, csv)
    assert csv.getvalue().decode("utf-8-sig") == "a,b\n1.5,true\n,false\n-0,\n"
    assert pa.parquet.read_table(parquet)["a"].null_count == 1


def test_numbers_come_back_from_csv_to_the_last_bit() -> None:
    rng = np.random.default_rng(20121)
    values = rng.standard_normal(5_000) * 10.0 ** rng.integers(-12, 15, 5_000)
    csv = BytesIO()
    write_rows([pa.table({"a": values})], None, csv)
    assert [float(line) for line in csv.getvalue().decode("utf-8-sig").split()[1:]] == list(values)


def test_a_dry_run_says_points_options_rows_and_size() -> None:
    plan = plan_sweep(PROJECT, ["cases.fit.price_yen_per_kwh=８：４５：０．５", "finance.discount_rate=0,0.02,0.04"])
    options = len(Points(plan).options)
    said = [line.say("en") for line in dry_run(plan)]
    assert said[0] == "cases.fit.price_yen_per_kwh: 75 values, 8.0 to 45.0"
    assert said[2] == f"225 points × {options} options = {225 * options:,} rows"
    assert said[3].startswith("expected size: sweep.parquet ")


def test_the_sweep_of_a_project_without_options_says_why(tmp_path: Path) -> None:
    (tmp_path / "facilities.csv").write_text("facility_id,name,lat,lon\nA,a,35,135\n", encoding="utf-8")
    (tmp_path / "project.toml").write_text(
        '[project]\nname = "x"\n[cases.fit]\nprice_yen_per_kwh = 10\n[ranking]\nby = "bc_fit"\n', encoding="utf-8"
    )
    with pytest.raises(siting.SitingError, match="nothing can be evaluated"):
        siting.sweep(siting.load(tmp_path), ["finance.discount_rate=0"])

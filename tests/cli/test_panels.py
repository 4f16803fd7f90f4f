"""``siting panels`` as a user types it: what it prints, exit codes, languages, the drawings; and ``siting run --verify``."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from xml.etree import ElementTree

import geopandas
import pandas as pd
import pytest

from siting.cli import panels
from siting.cli.shell import run_group
from siting.cli.tables import screen_width
from siting.run.one_panels_options import COLUMNS, KEYS, option_name
from tests.cli.asked import Ask, asking, data_of
from tests.run.sun_projects import shape
from tests.run.test_one_panels import CORNERS, PROJECT, SAME, geojson, write_project

PLAIN = ("--lat", "34.78", "--lon", "135.47", "--area-m2", "5000")
PROMISED = {
    "panels", "panel_area_m2", "capacity_kw", "row_pitch_m", "annual_kwh", "monthly_kwh", "specific_kwh_per_kw", "losses",
    "tilt_deg", "azimuth_deg", "rows", "ground_cover", "usable_area_m2", "row_gap_m", "gap_per_height", "poa_kwh_m2",
    "jis_kwh", "p90_kwh", "load", "weather", "notes", "verify",
}  # fmt: skip


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """``siting panels`` in this process."""
    return asking("panels", capsys)


@pytest.fixture(scope="module")
def plot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawn plot."""
    import shapely

    return geojson(tmp_path_factory.mktemp("plot") / "plot.geojson", shapely.Polygon(CORNERS))


def test_json_has_what_is_promised(ask: Ask) -> None:
    data = data_of(ask(*PLAIN, "--tilt", "10", "--year-sigma", "0.05", "--format", "json"))
    assert set(data) >= PROMISED
    assert len(data["monthly_kwh"]) == 12
    assert math.fsum(data["monthly_kwh"]) == pytest.approx(data["annual_kwh"])
    assert data["specific_kwh_per_kw"] == pytest.approx(data["annual_kwh"] / data["capacity_kw"])
    assert isinstance(data["panels"], int)
    assert data["capacity_kw"] == pytest.approx(data["panels"] * data["module"]["power_w"] / 1000)
    assert (data["tilt_deg"], data["azimuth_deg"], data["rows"], data["mode"]) == (10, 0, None, "area")
    assert data["p90_kwh"] < data["annual_kwh"]
    left = data["start_kwh"]
    for loss in data["losses"].values():
        assert loss["share"] == pytest.approx(loss["kwh"] / left)
        left -= loss["kwh"]
    assert left == pytest.approx(data["annual_kwh"])
    assert data["weather"]["kind"] == "normals"
    assert data["weather"]["stations"][0]["name"] == "Osaka"
    assert math.fsum(one["weight"] for one in data["weather"]["stations"]) == pytest.approx(1)
    assert data["load"] == {"state": "unknown", "kn_m2": None, "allowance_kn_m2": None}
    assert data["verify"] is None
    assert data["low_kwh"] is None


def test_several_tilts_are_several_designs(ask: Ask) -> None:
    data = data_of(ask(*PLAIN, "--tilt", "5,10,30", "--format", "json"))
    assert [one["tilt_deg"] for one in data["designs"]] == [5, 10, 30]
    for one in data["designs"]:
        assert set(one) >= PROMISED
        alone = data_of(ask(*PLAIN, "--tilt", f"{one['tilt_deg']:g}", "--format", "json"))
        assert one.keys() == alone.keys()
        for name in alone.keys() - {"losses"}:
            assert one[name] == alone[name], name
        for step, loss in alone["losses"].items():
            assert one["losses"][step] == pytest.approx(loss)


def test_without_a_module_no_panels_are_counted(ask: Ask) -> None:
    of_area = ("--kw-per-m2", "0.14", "--slope-m", "6.6", "--power-per-k", "-0.004")
    data = data_of(ask(*PLAIN, *of_area, "--format", "json"))
    assert (data["panels"], data["module"]) == (None, None)
    assert data["capacity_kw"] == pytest.approx(0.14 * data["panel_area_m2"])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("annual energy", "shade between rows", "Dec", "assumption: module", "tilt 30°", "Osaka", "not known")),
        ("ja", ("年間発電量", "アレイ間の影", "12月", "仮定: モジュール", "傾斜角30°", "大阪", "未確認")),
    ],
)
def test_the_table_is_aligned_and_says_all(ask: Ask, plot: Path, lang: str, words: tuple[str, ...]) -> None:
    ran = ask("--polygon", plot, "--tilt", "5,30", "--verify", lang=lang)
    assert ran.returncode == 0, ran.stderr
    for word in (*words, "ModelChain"):
        assert word in ran.stdout, word
    blocks = [block.splitlines() for block in ran.stdout.split("\n\n")]
    for block in blocks[1:3]:
        # Figures end in one column; only the unit follows.
        ends = {screen_width(line[: len(line.rstrip()) - len(line.split()[-1])].rstrip()) for line in block[1:]}
        assert len(ends) == 1
    if lang == "ja":
        for english in ("yield", "panel", "loss", "assumption"):
            assert english not in ran.stdout
    assert ran.stderr == ""


def test_notes_of_some_tilts_name_them(ask: Ask) -> None:
    ran = ask("--lat", "34.78", "--lon", "135.47", "--area-m2", "4", "--tilt", "5,80", "--orientation", "landscape")
    found = [line for line in ran.stdout.splitlines() if "no table fits" in line or "no panel fits" in line]
    assert all(line.startswith("80°: ") for line in found)
    assert found


def test_verify_says_both_figures(ask: Ask) -> None:
    data = data_of(ask(*PLAIN, "--tilt", "10", "--verify", "--format", "json"))
    found = data["verify"]
    assert found["difference"] == pytest.approx(found["comparable_kwh"] / found["model_chain_kwh"] - 1)
    assert abs(found["difference"]) < 2e-5
    assert "shade of rows" in found["left_out"]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        ((), 2, "--polygon / --area-m2"),
        ((*PLAIN, "--tilt", "x", "--module", "nope"), 2, "--module: 'nope'"),
        ((*PLAIN, "--chart", "plan.png"), 2, "must end in .svg"),
        ((*PLAIN, "--dxf", "plan.txt"), 2, "must end in .dxf"),
        ((*PLAIN, "--lng", "4"), 2, "no option --lng"),
        (("--polygon", "absent.geojson"), 1, "there is no such file"),
    ],
)
def test_what_is_wrong_is_told_on_stderr(ask: Ask, options: tuple[str, ...], code: int, told: str) -> None:
    ran = ask(*options)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert told in ran.stderr
    assert ("see siting panels --help" in ran.stderr) == (code == 2)
    assert "Traceback" not in ran.stderr


def test_drawings_are_written_whole(ask: Ask, plot: Path, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("plan.svg", "panels.dxf", "panels.geojson")]
    options = [word for path in paths for word in (f"--{'chart' if path.suffix == '.svg' else path.suffix[1:]}", path)]
    ran = ask("--polygon", plot, "--tilt", "10,30", *options, "--system", "6", "--format", "json")
    panels_of_first = data_of(ran)["designs"][0]["panels"]
    assert ran.stderr.count("(tilt 10°)") == 3
    assert ElementTree.parse(paths[0]).getroot().tag.endswith("svg")
    assert paths[1].read_text(encoding="utf-8").startswith("999\nmetres, plane rectangular system 6")
    assert len(json.loads(paths[2].read_text(encoding="utf-8"))["features"]) == panels_of_first
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_an_area_is_drawn_from_the_side(ask: Ask, tmp_path: Path) -> None:
    chart = tmp_path / "side.svg"
    assert ask(*PLAIN, "--chart", chart, lang="ja").returncode == 0
    assert "アレイ" in chart.read_text(encoding="utf-8")


def test_what_cannot_be_written_leaves_nothing(ask: Ask, plot: Path, tmp_path: Path) -> None:
    ran = ask("--polygon", plot, "--chart", tmp_path / "plan.svg", "--dxf", tmp_path / "none" / "panels.dxf")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_every_option_is_known_to_the_engine_and_none_is_left_out() -> None:
    options = {name for one in panels.command.params for name in one.opts}
    for name in (*COLUMNS, *KEYS):
        assert option_name(name) in options


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("project"))


def test_a_run_says_the_same_and_verifies(
    ask: Ask, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run_group(["run", str(project), "-o", str(out), "--verify", "P-pv-t30", "--lang", "en"]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "ModelChain" in line]
    assert [line.split(":")[0] for line in told] == ["P-pv-t30", "left out of both figures"]
    options = [word for name, value in SAME.items() for word in (option_name(name), value)]
    found = data_of(ask("--polygon", project / "plots.geojson", *options, "--format", "json"))["designs"]
    with (out / "layouts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for one, row in zip(found, rows, strict=True):
        for name in set(row) & set(one) - {"module", "notes", "weather", "mode", "orientation"}:
            assert (None if row[name] == "" else float(row[name])) == one[name], name
        assert [float(row[f"kwh_{month:02d}"]) for month in range(1, 13)] == one["monthly_kwh"]


@pytest.mark.parametrize(("option", "told"), [("P-pv-t10", "P-pv-t30"), ("", "P-pv-t"), ("P-pv-area", "P-pv-t")])
def test_a_run_that_shall_verify_what_it_does_not_design_writes_nothing(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, told: str
) -> None:
    out = tmp_path / "out"
    assert run_group(["run", str(project), "-o", str(out), "--verify", option, "--lang", "en"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert told in printed.err
    assert not out.exists()


def test_a_plot_that_is_not_short_listed_is_not_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = write_project(tmp_path, panel_area_m2=1000) / "project.toml"
    nobody = '[ranking.short_list]\nrule = "threshold"\nminimum = 1e15\n'
    written.write_text(PROJECT.replace('plots = "all"', 'plots = "short_list"') + nobody, encoding="utf-8")
    words = ["run", str(tmp_path), "-o", str(tmp_path / "out"), "--verify", "P-pv-t5", "--lang", "en"]
    assert run_group(words) == 2
    assert "no plot was designed" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_table_of_areas_divides_the_outline(ask: Ask, tmp_path: Path) -> None:
    geopandas.GeoDataFrame(geometry=[shape("ell")], crs=4326).to_file(tmp_path / "ell.geojson")
    words = ("--polygon", tmp_path / "ell.geojson")
    areas = data_of(ask(*words, "--format", "json"))["areas"]
    plot, *parts, panels = (one["area_m2"] for one in areas)
    assert plot == pytest.approx(60 * 25 + 30 * 25, rel=1e-6)
    assert sum(parts) == pytest.approx(plot, rel=1e-9)
    assert 0 < panels < plot
    assert "Margin along the edge" in ask(*words).stdout


def test_hours_add_up_to_the_months(ask: Ask, tmp_path: Path) -> None:
    words = ("--lat", "34.79", "--lon", "135.48", "--area-m2", "1000", "--tilt", "5,30", "--format", "json")
    designs = data_of(ask(*words, "--hourly", tmp_path / "h.csv"))["designs"]
    hours = pd.read_csv(tmp_path / "h.csv", encoding="utf-8-sig")
    assert len(hours) == 8760
    assert hours["hour"].to_list()[:24] == list(range(1, 25))
    for name, design in zip(("kwh_t5", "kwh_t30"), designs, strict=True):
        months = hours.groupby("month")[name].sum()
        assert months.to_list() == pytest.approx(design["monthly_kwh"], rel=1e-9)
    # The sun of hour 12 is that of 11:30, close to noon.
    assert hours.groupby("hour")["ghi_w_m2"].sum().idxmax() == 12

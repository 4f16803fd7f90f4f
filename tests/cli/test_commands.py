"""The commands as a user types them: streams, exit codes, languages, help."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pytest

from siting.cli.shell import COMMANDS
from tests.conftest import EXAMPLE, Siting

SCIENCE = ("pandas", "numpy", "pvlib", "geopandas", "numba", "shapely", "pydantic", "jinja2", "openpyxl")


def ran_fresh(code: str, cwd: Path) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """What a Python process says that runs some code, and the packages it has imported by then."""
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(' '.join(sys.modules))"],
        cwd=cwd, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    said, modules = ran.stdout[: ran.stdout.rindex("\n", 0, -1) + 1], ran.stdout.splitlines()[-1]
    return subprocess.CompletedProcess(ran.args, 0, said, ran.stderr), {one.split(".")[0] for one in modules.split()}


def modules_after(code: str, cwd: Path) -> set[str]:
    """The packages a Python process has imported after some code."""
    return ran_fresh(code, cwd)[1]


@dataclass(frozen=True)
class FirstRun:
    """``siting run`` in a process of its own: its folder, what it said, what it imported."""

    out: Path
    ran: subprocess.CompletedProcess[str]
    modules: set[str]


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    folder = tmp_path_factory.mktemp("run")
    code = "from siting.cli.shell import run_group\nassert run_group(['run']) == 0"
    return FirstRun(folder / "siting-out", *ran_fresh(code, folder))


@pytest.fixture(scope="module")
def out(first_run: FirstRun) -> Path:
    """The outputs of the example; never changed."""
    return first_run.out


@pytest.fixture
def mine(out: Path, tmp_path: Path) -> Path:
    """A copy of the outputs that a test may change."""
    return Path(shutil.copytree(out, tmp_path / "mine"))


def test_run_without_arguments_runs_the_example(out: Path) -> None:
    assert (out / "options.csv").is_file()
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert set(record["outputs"]) == {path.name for path in out.iterdir()} - {"run.json"}
    assert set(record["absent"]) == {"panels.geojson", "losses.csv", "glare.csv"}
    assert len(record["inputs"]) == 8


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help_in_both_languages(
    run_siting: Siting, siting_process: Siting, command: str, lang: str
) -> None:
    # In a process of its own a command cannot lean on what another one has imported.
    run = siting_process if lang == "ja" else run_siting
    ran = run(*filter(None, [command]), "--lang", lang, "--help")
    assert ran.returncode == 0
    assert ("使い方" in ran.stdout) == (lang == "ja")
    assert ("Usage" in ran.stdout) == (lang == "en")


def test_help_imports_no_science(tmp_path: Path) -> None:
    code = "from siting.cli.shell import run_group\nassert run_group(['--help']) == 0"
    assert not modules_after(code, tmp_path) & set(SCIENCE)


def test_a_run_from_csv_imports_only_pandas_of_the_heavy_ones(first_run: FirstRun) -> None:
    assert "pandas" in first_run.modules
    assert not first_run.modules & {
        "pvlib", "geopandas", "numba", "shapely", "pyproj", "pyogrio", "scipy", "matplotlib",
    }  # fmt: skip


def test_results_go_to_stdout_and_remarks_to_stderr(tmp_path: Path, first_run: FirstRun, run_siting: Siting) -> None:
    assert "結果: siting-out" in first_run.ran.stdout
    assert "公表値7件が、許容差を超えて" in first_run.ran.stderr
    quiet = run_siting("-q", "run", "-o", tmp_path / "p", "--lang", "en")
    assert "results: " in quiet.stdout
    assert quiet.stderr == ""


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["check", "PROJECT"], 1), (["fly"], 2)])
def test_a_process_ends_with_the_exit_code(example: Path, siting_process: Siting, words: list[str], code: int) -> None:
    (example / "plots.csv").write_text("plot_id\n?\n", encoding="utf-8")
    ran = siting_process(*(str(example) if word == "PROJECT" else word for word in words))
    assert ran.returncode == code
    assert bool(ran.stderr) == (code != 0)
    assert "Traceback" not in ran.stderr


def test_exit_codes(tmp_path: Path, example: Path, run_siting: Siting, out: Path) -> None:
    assert run_siting("check", example).returncode == 0
    (example / "plots.csv").write_text("plot_id\n?\n", encoding="utf-8")
    assert run_siting("check", example).returncode == 1
    assert run_siting("run", example, "-o", tmp_path / "x").returncode == 1
    assert not (tmp_path / "x").exists()
    for wrong in (["fly"], ["run", "--fly"], ["rank"], ["rank", out, "--top", "0"], ["rank", tmp_path],
                  ["explain", out, "W99"], ["data", "show", "prices"], ["run", "--only", "wind"]):  # fmt: skip
        ran = run_siting(*wrong)
        assert ran.returncode == 2, wrong
        assert ran.stdout == ""
        assert "Traceback" not in ran.stderr


def test_a_fault_of_siting_is_told_as_such(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from siting.cli import shell

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr(shell.group, "main", fail)
    assert shell.run_group(["run", "--lang", "en"]) == 3
    said = capsys.readouterr().err
    assert "a fault of siting itself (RuntimeError: bug)" in said
    assert "Traceback" not in said


def test_an_edited_output_is_refused_and_told(mine: Path, run_siting: Siting) -> None:
    (mine / "ranking.csv").write_text("mine", encoding="utf-8")
    ran = run_siting("run", "-o", mine, "--lang", "en")
    assert ran.returncode == 2
    assert "ranking.csv" in ran.stderr
    assert (mine / "ranking.csv").read_text(encoding="utf-8") == "mine"
    assert run_siting("run", "-o", mine, "--force").returncode == 0


def test_init_makes_a_project_that_runs_and_refuses_to_overwrite(tmp_path: Path, run_siting: Siting) -> None:
    assert run_siting("init", tmp_path / "p").returncode == 0
    assert run_siting("run", tmp_path / "p", "-o", tmp_path / "o").returncode == 0
    again = run_siting("init", tmp_path / "p", "--lang", "en")
    assert again.returncode == 2
    assert "exists and is not empty" in again.stderr


def test_the_blank_project_has_every_default_and_asks_for_its_first_row(tmp_path: Path, run_siting: Siting) -> None:
    from siting.project.model import Config

    run_siting("init", tmp_path / "p", "--example", "blank")
    ran = run_siting("check", tmp_path / "p", "--lang", "en")
    assert ran.stdout == "facilities.csv: the table has no rows\n"
    config = Config.model_validate(tomllib.loads((tmp_path / "p" / "project.toml").read_text(encoding="utf-8")))
    for written, default in (
        (config.finance, type(config.finance).model_validate({})),
        (config.outputs, type(config.outputs).model_validate({})),
        (config.ranking.short_list, type(config.ranking).model_validate({"by": "bc_fit"}).short_list),
        (config.ranking.criteria[0].marks, type(config.ranking.criteria[0].marks).model_validate({})),
    ):
        assert written == default


def test_check_writes_nothing_and_tells_differences(example: Path, run_siting: Siting) -> None:
    before = sorted(path.name for path in example.iterdir())
    ran = run_siting("check", example, "--lang", "en")
    assert sorted(path.name for path in example.iterdir()) == before
    assert "W07-P1-pv-t5 bc_tariff: printed 0.36, ours 0.2624, tolerance 0.012" in ran.stdout
    assert len(ran.stdout.splitlines()) == 7
    assert "102 of 109" in ran.stderr


def test_rank_in_every_format(out: Path, run_siting: Siting) -> None:
    table = run_siting("rank", out, "--top", "2", "--lang", "en").stdout.splitlines()
    assert len(table) == 3
    assert "W06-D1-hydro-simple" in table[1]
    assert "W07-P1-pv-study" in table[2]
    records = json.loads(run_siting("rank", out, "--format", "json", "--stage", "detail").stdout)
    assert [one["rank"] for one in records] == [1, 2, 3, 4, 5, 6]
    lines = run_siting("rank", out, "--format", "csv", "--by", "annual_kwh").stdout.splitlines()
    assert lines[1].startswith("screening,1,W07-P1-pv-study")
    cheap = run_siting("rank", out, "--format", "csv", "--by", "lcoe_yen_per_kwh", "--top", "1").stdout
    assert "W06-D1-hydro-simple" in cheap
    points = json.loads(run_siting("rank", out, "--format", "geojson", "--top", "3").stdout)
    assert [one["id"] for one in points["features"]] == ["W06-D1-hydro-simple", "W07-P1-pv-study", "W05-P1-pv-study"]


def test_only_one_technology(tmp_path: Path, run_siting: Siting) -> None:
    run_siting("run", "-o", tmp_path / "o", "--only", "hydro")
    lines = (tmp_path / "o" / "options.csv").read_text(encoding="utf-8-sig").splitlines()
    assert {line.split(",")[4] for line in lines[1:]} == {"hydro"}


def test_explain_prints_formula_inputs_and_sources(out: Path, run_siting: Siting) -> None:
    said = run_siting("explain", out, "W07-P1-pv-study", "annual_kwh", "--lang", "en").stdout
    assert "annual_kwh = capacity_kw × kwh_per_kw" in said
    assert "784 × 999.005 = 783,219.92" in said
    assert "project.toml:25 screening.pv.kwh_per_kw [assumption]" in said
    everything = run_siting("explain", out, "W02-hydro", "--lang", "ja").stdout
    assert "水頭差を利用できる場所がない" in everything


def test_data_list_and_show(run_siting: Siting) -> None:
    assert "emission_factors" in run_siting("data", "list").stdout
    shown = run_siting("data", "show", "emission_factors").stdout
    assert shown.splitlines()[0].endswith("source,as_of,note")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_schema_accepts_the_example_and_refuses_a_typing_error(run_siting: Siting, lang: str) -> None:
    schema = json.loads(run_siting("schema", "--lang", lang).stdout)
    config = tomllib.loads((EXAMPLE / "project.toml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(config, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**config, "finanse": {}}, schema)


def test_the_language_follows_option_then_project_then_machine(example: Path, run_siting: Siting) -> None:
    toml = example / "project.toml"
    assert "公表値" in run_siting("check", example, lang="en_US.UTF-8").stderr
    toml.write_text(toml.read_text(encoding="utf-8").replace('language = "ja"', 'language = "en"'), encoding="utf-8")
    assert "published" in run_siting("check", example, lang="ja_JP.UTF-8").stderr
    assert "Usage" in run_siting("--help", lang="en_US.UTF-8").stdout
    assert "使い方" in run_siting("--help", lang="ja_JP.UTF-8").stdout


def test_report_rebuilds_the_same_bytes_from_results_json_alone(out: Path, tmp_path: Path, run_siting: Siting) -> None:
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "results.json").write_bytes((out / "results.json").read_bytes())
    assert run_siting("report", tmp_path / "alone").returncode == 0
    rebuilt = (tmp_path / "alone" / "report.html").read_bytes()
    assert rebuilt == (out / "report.html").read_bytes()
    assert run_siting("report", out, "-o", tmp_path / "r.html").returncode == 0
    assert (tmp_path / "r.html").read_bytes() == rebuilt
    english = run_siting("report", out, "-o", "-", "--lang", "en").stdout
    assert english != rebuilt.decode()
    assert run_siting("report", out, "-o", tmp_path / "r.html", "--lang", "en").returncode == 2


def test_output_redirected_in_cp932_is_no_fault(out: Path) -> None:
    for command in (["rank", out], ["explain", out, "W07-P1-pv-study"]):
        ran = subprocess.run(
            [sys.executable, "-m", "siting", *map(str, command), "--lang", "ja"],
            env={**os.environ, "PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"}, capture_output=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        assert "寺内配水場" in ran.stdout.decode("cp932") or "W07-P1" in ran.stdout.decode("cp932")


def test_explain_answers_without_an_emission_factor(example: Path, tmp_path: Path, run_siting: Siting) -> None:
    toml = (example / "project.toml").read_text(encoding="utf-8")
    head, rest = toml.split("[co2]")
    toml = head + "[ranking]" + rest.split("[ranking]", 1)[1]
    (example / "project.toml").write_text(toml.replace('    { column = "co2_area_t" },\n', ""), encoding="utf-8")
    assert run_siting("run", example, "-o", tmp_path / "o").returncode == 0
    ran = run_siting("explain", tmp_path / "o", "W07-P1-pv-study", "--lang", "en")
    assert ran.returncode == 0, ran.stderr
    assert "no emission factor: fill [co2] in project.toml" in ran.stdout


def test_edited_results_are_refused(mine: Path, run_siting: Siting) -> None:
    path = mine / "results.json"
    path.write_text(path.read_text(encoding="utf-8").replace("385000.0", "1.0"), encoding="utf-8")
    for command in (["report", mine], ["rank", mine], ["explain", mine, "W07-P1-pv-study"]):
        ran = run_siting(*command, "--lang", "en")
        assert ran.returncode == 2
        assert "was edited after the run" in ran.stderr


def test_a_second_report_in_the_folder_belongs_to_it(mine: Path, run_siting: Siting) -> None:
    assert run_siting("report", mine, "-o", mine / "en.html", "--lang", "en").returncode == 0
    assert run_siting("run", "-o", mine).returncode == 0


def test_check_lists_what_was_read(example: Path, run_siting: Siting) -> None:
    said = run_siting("check", example, "--lang", "en").stderr
    assert "read: facilities 20, plots 21, drops 3, designs 12, constraints 19" in said

"""The output folder: whole or absent, never over a person's work, the same bytes each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from siting.errors import OutputRefused
from siting.reporting import folder as folder_module
from siting.reporting.folder import check_replaceable, write_folder, write_into
from tests.conftest import Siting

FILES = {"options.csv": b"a\n1\n", "results.json": b"{}\n"}


def test_written_unchanged_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, FILES, {"seconds": {"read": 0.1}})
    write_folder(out, {"options.csv": b"b\n2\n"}, {})
    assert sorted(path.name for path in out.iterdir()) == ["options.csv", "run.json"]
    assert (out / "options.csv").read_bytes() == b"b\n2\n"


def test_an_edited_file_is_never_overwritten_without_force(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, FILES, {})
    (out / "options.csv").write_bytes(b"a\n2\n")
    with pytest.raises(OutputRefused, match=r"options\.csv in .* was edited"):
        write_folder(out, FILES, {})
    assert (out / "options.csv").read_bytes() == b"a\n2\n"
    write_folder(out, FILES, {}, force=True)
    assert (out / "options.csv").read_bytes() == FILES["options.csv"]


def test_foreign_files_and_folders_refuse_and_survive_force(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, FILES, {})
    (out / "memo.txt").write_text("important", encoding="utf-8")
    (out / "photos").mkdir()
    with pytest.raises(OutputRefused, match="is not from siting"):
        write_folder(out, FILES, {})
    write_folder(out, FILES, {}, force=True)
    assert (out / "memo.txt").read_text(encoding="utf-8") == "important"
    assert (out / "photos").is_dir()


def test_an_edited_run_json_refuses(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, FILES, {"seed": None})
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    record["seed"] = 7
    (out / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(OutputRefused, match="siting did not write"):
        check_replaceable(out)


def test_a_folder_of_another_program_or_a_file_refuses(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("x", encoding="utf-8")
    with pytest.raises(OutputRefused):
        check_replaceable(tmp_path / "mine")
    with pytest.raises(OutputRefused):
        check_replaceable(tmp_path / "mine" / "a.txt", force=True)


def test_the_folder_one_works_in_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    for out in (Path(), Path(".."), tmp_path):
        with pytest.raises(OutputRefused):
            check_replaceable(out, force=True)


def test_a_crash_half_way_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder_module, "_swap", crash)
    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "out", FILES, {})
    assert list(tmp_path.iterdir()) == []


def test_a_crash_while_replacing_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write_folder(out, FILES, {})
    real, calls = Path.rename, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise OSError("disk full")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="disk full"):
        write_folder(out, {"options.csv": b"new"}, {})
    monkeypatch.undo()
    assert (out / "options.csv").read_bytes() == FILES["options.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_two_runs_differ_in_run_json_alone(tmp_path: Path, siting_process: Siting) -> None:
    for name in ("one", "two"):
        assert siting_process("run", "-o", tmp_path / name).returncode == 0
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        if name != "run.json":
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_one_file_is_put_in_and_remembered(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, FILES, {})
    write_into(out, "report.html", b"<p>")
    check_replaceable(out)
    (out / "report.html").write_bytes(b"<p>mine")
    with pytest.raises(OutputRefused, match=r"report\.html in .* was edited"):
        write_into(out, "report.html", b"<p>new")
    write_into(out, "report.html", b"<p>new", force=True)
    check_replaceable(out)

"""A project's own turbine files: read, taking the place of shipped ones, and every fault at once where it stands."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.errors import Problem
from siting.project.machines.faults import _crosses_itself
from siting.project.machines.read import all_machines, read_machines, shipped_machines

SOUND = """\
id = "maker_a"
name = "メーカーA"
name_en = "Maker A"
minimum_flow_share = 0.2
minimum_flow_source = "maker's sheet"
efficiency_source = "maker's sheet"
regulation = "guided"
outlet = "pressurised"
strengths = ["安い", "軽い"]
strengths_en = ["cheap", "light"]
source = "maker's sheet"
confidence = "sourced"

[efficiency]
model = "table"
load = [0.2, 0.6, 1]
efficiency = [0.5, 0.7, 0.8]

[[regions]]
polygon = [
    [0.05, 5],
    [0.5, 5],
    [0.5, 50],
    [0.05, 50],
]
source = "maker's chart"
confidence = "sourced"

[[regions]]
flow_min_m3_s = 0.01
head_min_m = 5
head_max_m = 50
source = "maker's chart"
confidence = "sourced"
"""


def folder_with(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "turbines"
    folder.mkdir(exist_ok=True)
    for name, written in files.items():
        (folder / f"{name}.toml").write_text(written, encoding="utf-8")
    return folder


def said(problems: list[Problem], lang: str = "en") -> list[str]:
    return [one.say(lang) for one in problems]


def faults_of(tmp_path: Path, old: str, new: str, lang: str = "en") -> list[str]:
    assert old in SOUND
    folder = folder_with(tmp_path, maker_a=SOUND.replace(old, new, 1))
    loaded, problems = read_machines(folder, "turbines")
    assert loaded == [] or not problems
    return said(problems, lang)


def test_a_makers_machine_takes_part_after_the_shipped_ones(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, maker_a=SOUND)
    machines, problems = all_machines(tmp_path)
    assert problems == []
    assert [one.machine for one in machines[:-1]] == list(shipped_machines())
    own = machines[-1]
    assert (own.machine.id, own.file) == ("maker_a", "turbines/maker_a.toml")
    assert own.sha256 == hashlib.sha256((folder / "maker_a.toml").read_bytes()).hexdigest()
    assert own.lines["regions.0.polygon"] == 20
    assert own.machine.regions[0].polygon[0] == (0.05, 5)


def test_the_same_id_takes_the_place_of_a_shipped_type(tmp_path: Path) -> None:
    folder_with(tmp_path, pat=SOUND.replace("maker_a", "pat"))
    machines, problems = all_machines(tmp_path)
    assert problems == []
    assert [one.machine.id for one in machines] == [one.id for one in shipped_machines()]
    (pat,) = (one for one in machines if one.machine.id == "pat")
    assert (pat.machine.name_en, pat.file) == ("Maker A", "turbines/pat.toml")


def test_a_project_without_turbines_has_the_shipped_ones(tmp_path: Path) -> None:
    machines, problems = all_machines(tmp_path)
    assert problems == []
    assert [one.machine for one in machines] == list(shipped_machines())
    assert machines[0].file == "turbine_charts/crossflow.toml"


def test_a_byte_order_mark_and_hidden_files_do_no_harm(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "maker_a.toml").write_bytes(b"\xef\xbb\xbf" + SOUND.encode())
    (folder / ".DS_Store").write_bytes(b"\x00")
    loaded, problems = read_machines(folder, "turbines")
    assert problems == []
    assert [one.machine.id for one in loaded] == ["maker_a"]


FAULTS = [
    ('id = "maker_a"', 'id = "Maker-A"', ":1: id: 'Maker-A' - expected small ASCII letters, digits and '_', such as pat"),
    ('name = "メーカーA"', 'name = ""', ":2: name: '' - a value is required"),
    ('name_en = "Maker A"\n', "", ": name_en: a value is required"),
    ("minimum_flow_share = 0.2", "minimum_flow_share = 1", ":4: minimum_flow_share: '1' - expected a number < 1"),
    ('minimum_flow_source = "maker', 'minimum_flow_sorce = "maker', ":5: minimum_flow_sorce: \"maker's sheet\" - unknown key; did you mean minimum_flow_source?"),
    ('regulation = "guided"', 'regulation = "vanes"', ":7: regulation: 'vanes' - expected one of guided, fixed, hydraulic, electrical"),
    ('outlet = "pressurised"', 'outlet = "closed"', ":8: outlet: 'closed' - expected one of pressurised, open, channel"),
    ('strengths = ["安い", "軽い"]', 'strengths = "安い"', ":9: strengths: '安い' - expected a list in square brackets"),
    ('strengths_en = ["cheap", "light"]', 'strengths_en = ["cheap"]', ":10: strengths_en: strengths and strengths_en need the same number"),
    ('source = "maker\'s sheet"\nconfidence = "sourced"', 'source = 3\nconfidence = "good"', ":11: source: '3' - expected a text in quotation marks"),
    ('confidence = "sourced"\n\n[efficiency]', 'maintainability = 6\n\n[efficiency]', ":12: maintainability: '6' - expected a number <= 5"),
    ('confidence = "sourced"\n\n[efficiency]', 'confidence = "sourced"\nenabled = "no"\n\n[efficiency]', ":13: enabled: 'no' - expected true or false"),
    ('model = "table"', 'model = "tabel"', ":15: efficiency.model: 'tabel' - expected one of francis, kaplan, propeller, pelton, turgo, crossflow, table, pump"),
    ('model = "table"\n', "", ":14: efficiency.model: a value is required"),
    ("load = [0.2, 0.6, 1]", "lode = [0.2, 0.6, 1]", ":16: efficiency.lode: unknown key; did you mean load?"),
    ("load = [0.2, 0.6, 1]", "load = [0.2, 0.6]", ":17: efficiency.efficiency: load and efficiency need the same number of entries"),
    ("load = [0.2, 0.6, 1]", "load = [0.6, 0.2, 1]", ":16: efficiency.load: the loads must rise, and the last must be 1"),
    ("efficiency = [0.5, 0.7, 0.8]", "efficiency = [0.5, 0.7, 80]", ":17: efficiency.efficiency.2: '80' - expected a number <= 1"),
    ("    [0.05, 5],\n    [0.5, 5],\n    [0.5, 50],\n", "    [0.05, 5],\n", ":20: regions.0.polygon: a polygon needs at least three vertices"),
    ("    [0.5, 5],\n    [0.5, 50],", "    [0.5, 50],\n    [0.5, 5],", ":20: regions.0.polygon: the edges of the polygon cross or touch"),
    ("[0.05, 5]", "[0.05, 5, 7]", ":20: regions.0.polygon.0: expected at most 2 entries"),
    ("[0.05, 5]", "[0.05]", ":20: regions.0.polygon.0.1: a value is required"),
    ("[0.05, 5]", "[0, 5]", ":20: regions.0.polygon.0.0: '0' - expected a number > 0"),
    ("[0.05, 5]", "[nan, 5]", ":20: regions.0.polygon.0.0: 'nan' - expected a finite number"),
    ("head_max_m = 50", "head_max_m = 4", ":32: regions.1.head_max_m: the least value is larger than the largest"),
    ("head_max_m = 50", 'head_max_m = "50"', ":32: regions.1.head_max_m: '50' - expected a number [m]"),
    ("flow_min_m3_s = 0.01\nhead_min_m = 5\nhead_max_m = 50\n", "", ":29: regions.1: a region is either a polygon, or bounds"),
    ("flow_min_m3_s = 0.01\n", "flow_min_m3_s = 0.01\npolygon = [[1, 1], [2, 1], [2, 2]]\n", ":29: regions.1: a region is either a polygon, or bounds"),
    ("flow_min_m3_s = 0.01", "flow_least_m3_s = 0.01", ":30: regions.1.flow_least_m3_s: '0.01' - unknown key; did you mean flow_max_m3_s?"),
    ('name_en = "Maker A"', "name_en = Maker A", ":3: not valid TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_each_fault_is_told_where_it_stands(tmp_path: Path, old: str, new: str, expected: str) -> None:
    found = faults_of(tmp_path, old, new)
    assert any(one.startswith("turbines/maker_a.toml" + expected) for one in found), found


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_each_fault_is_told_in_japanese(tmp_path: Path, old: str, new: str, expected: str) -> None:
    english, japanese = faults_of(tmp_path, old, new), faults_of(tmp_path, old, new, "ja")
    assert len(english) == len(japanese)
    for one, other in zip(english, japanese, strict=True):
        assert other != one
        assert "expected" not in other
        assert one.split(": ")[0] == other.split(": ")[0]


def test_faults_of_one_file_are_told_together(tmp_path: Path) -> None:
    # Those that change a line of their own and leave the others where they are.
    together = (0, 1, 3, 4, 5, 6, 8, 10, 16, 19, 24)
    written = SOUND
    for old, new, _ in (FAULTS[at] for at in together):
        assert old in written
        written = written.replace(old, new, 1)
    found = said(read_machines(folder_with(tmp_path, maker_a=written), "turbines")[1])
    for *_, expected in (FAULTS[at] for at in together):
        assert any(one.startswith("turbines/maker_a.toml" + expected) for one in found), (expected, found)


def test_twenty_faults_of_many_files_are_told_in_one_go(tmp_path: Path) -> None:
    names = {f"m{at}": fault for at, fault in enumerate(FAULTS) if at}
    files = {name: SOUND.replace("maker_a", name).replace(old, new, 1) for name, (old, new, _) in names.items()}
    folder = folder_with(tmp_path, **files)
    (folder / "chart.xlsx").write_bytes(b"PK")
    (folder / "cp932.toml").write_bytes(SOUND.replace("maker_a", "cp932").encode("cp932"))
    (folder / "folder.toml").mkdir()
    machines, problems = all_machines(tmp_path)
    assert [one.machine for one in machines] == list(shipped_machines())
    found = said(problems)
    for name, (*_, expected) in names.items():
        assert any(one.startswith(f"turbines/{name}.toml{expected}") for one in found), (name, expected, found)
    assert "turbines/chart.xlsx: only turbine files with the ending .toml belong in this folder: move the others elsewhere" in found  # fmt: skip
    assert "turbines/cp932.toml:2: the file must be saved as UTF-8" in found
    assert any(one.startswith("turbines/folder.toml: the file cannot be read: ") for one in found)
    assert len(found) >= len(FAULTS) + 2
    assert all(one.startswith("turbines/") for one in found)


def test_crossing_is_judged_on_log_log_paper(tmp_path: Path) -> None:
    # At 10 m3/s the edge from (1, 1) to (100, 10) is at 1.8 m on plain paper, at 3.2 m on log-log paper.
    square = "    [0.05, 5],\n    [0.5, 5],\n    [0.5, 50],\n    [0.05, 50],\n"
    corners = "[1, 1], [100, 10], [100, 100], [10, {head}], [1, 100],\n"
    assert any("cross or touch" in one for one in faults_of(tmp_path, square, corners.format(head=2.5)))
    assert faults_of(tmp_path, square, corners.format(head=4)) == []


def test_an_id_that_is_not_the_files_and_one_used_twice(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, maker_a=SOUND, maker_b=SOUND, maker_c=SOUND.replace("maker_a", "maker_d"))
    loaded, problems = read_machines(folder, "turbines")
    assert [one.file for one in loaded] == ["turbines/maker_a.toml"]
    assert said(problems) == [
        "turbines/maker_b.toml:1: id: 'maker_a' - the id is already used in turbines/maker_a.toml",
        "turbines/maker_c.toml:1: id: 'maker_d' - id and file name must agree: name the file maker_d.toml, or change the id",
    ]


def test_a_file_in_the_folders_place(tmp_path: Path) -> None:
    (tmp_path / "turbines").write_text("", encoding="utf-8")
    _, problems = all_machines(tmp_path)
    assert said(problems)[0].startswith("turbines: the folder cannot be read: ")


SIMPLE = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (1.0, 1.0), (0.0, 2.0)]


@pytest.mark.parametrize(
    ("corners", "crosses"),
    [
        (SIMPLE, False),
        ([*SIMPLE, SIMPLE[0]], False),
        (SIMPLE[::-1], False),
        ([(0, 0), (2, 2), (2, 0), (0, 2)], True),
        ([(0, 0), (1, 1), (2, 2)], True),
        ([(0, 0), (2, 0), (2, 2), (1, 0), (0, 2)], True),
        ([(0, 0), (2, 0), (2, 2), (2, 0), (0, 2)], True),
    ],
)
def test_what_crosses_itself(corners: list[tuple[float, float]], crosses: bool) -> None:
    assert _crosses_itself(corners) is crosses


@given(
    turn=st.integers(0, 4),
    shift=st.tuples(st.floats(-3, 3), st.floats(-3, 3)),
    scale=st.floats(0.1, 3),
)
def test_neither_the_first_vertex_nor_units_make_a_polygon_cross(
    turn: int, shift: tuple[float, float], scale: float
) -> None:
    moved = [(x * scale + shift[0], y * scale + shift[1]) for x, y in SIMPLE[turn:] + SIMPLE[:turn]]
    assert not _crosses_itself(moved)

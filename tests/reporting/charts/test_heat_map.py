"""The heat map: figures in every cell, colours that darken, a line where the threshold is passed."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from siting.reporting.charts import Chart, Heading
from siting.reporting.charts.heat_map import ABOVE, BELOW, MOST_COLUMNS, HeatRow, HeatSpec, colour_of, heat_map
from siting.reporting.charts.standalone import standalone
from siting.reporting.charts.theme import INK, PAPER, REFERENCE, contrast_ratio, relative_luminance

SVG = "{http://www.w3.org/2000/svg}"
SPEC = HeatSpec(
    heading=Heading("heat", "図", "説明", "案がありません。", "―"),
    row_title="導入案", column_title="単価 [円/kWh]", columns=("10", "20", "30"),
    rows=(HeatRow("a", "甲", (0.4, 0.8, 1.2)), HeatRow("b", "乙", (0.9, 1.0, None)), HeatRow("c", "丙", (0.1, 0.2, 2.5))),
    format_value=lambda value: f"{value:.2f}", threshold=1.0, threshold_label="B/C = 1", caption="財務B/C", notes=("注記",),
)  # fmt: skip


def texts(chart: Chart) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")]


def borders(chart: Chart) -> set[tuple[str, ...]]:
    lines = ElementTree.fromstring(chart.svg).iter(f"{SVG}line")
    return {
        tuple(node.get(name, "") for name in ("x1", "y1", "x2", "y2"))
        for node in lines if node.get("stroke") == REFERENCE
    }  # fmt: skip


def test_every_figure_stands_in_its_cell_and_in_the_table() -> None:
    chart = heat_map(SPEC)
    shown = texts(chart)
    assert {"0.40", "0.80", "1.20", "0.90", "1.00", "―", "2.50", "甲", "乙", "財務B/C", "注記", "B/C = 1"} <= set(shown)
    assert chart.columns == ("導入案", "単価 [円/kWh] 10", "単価 [円/kWh] 20", "単価 [円/kWh] 30")
    assert chart.rows[1] == ("乙", "0.90", "1.00", "―")


def test_colours_grow_darker_with_the_figure_and_figures_stay_legible() -> None:
    colours = (*BELOW, *ABOVE)
    assert all(relative_luminance(a) > relative_luminance(b) + 0.03 for a, b in pairwise(colours))
    for colour in colours:
        assert max(contrast_ratio(colour, ink) for ink in (INK, PAPER)) >= 4.5
    values = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0]
    assert tuple(colour_of(SPEC, value) for value in values) == colours
    assert colour_of(SPEC, 0.999999) == BELOW[-1]


def test_the_line_runs_between_cells_on_either_side_of_the_threshold() -> None:
    # Of 12 borders inside 3 x 3: 0.8|1.2 and 0.9|1.0 and 0.2|2.5 upright; 0.8/1.0 and 1.0/0.2 lying. The legend has one.
    assert len(borders(heat_map(SPEC))) == 5 + 1
    low = tuple(dataclasses.replace(row, values=(0.1, 0.2, None)) for row in SPEC.rows)
    assert len(borders(heat_map(dataclasses.replace(SPEC, rows=low)))) == 1


def test_nothing_leaves_the_paper() -> None:
    many = tuple(HeatRow(str(at), "配水場" * 20, (0.5,) * MOST_COLUMNS) for at in range(24))
    spec = dataclasses.replace(SPEC, rows=many, columns=("12345.678",) * MOST_COLUMNS, notes=("注" * 300,))
    root = ElementTree.fromstring(heat_map(spec).svg)
    _, _, width, height = map(float, root.get("viewBox", "").split())
    for node in root.iter(f"{SVG}rect"):
        assert float(node.get("x", 0)) + float(node.get("width", 0)) <= width + 0.01
        assert float(node.get("y", 0)) + float(node.get("height", 0)) <= height + 0.01
    assert all(float(node.get("y", 0)) <= height for node in root.iter(f"{SVG}text"))


def test_without_rows_it_says_so() -> None:
    assert "案がありません。" in texts(heat_map(dataclasses.replace(SPEC, rows=())))
    assert standalone(heat_map(SPEC)).startswith("<?xml")


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": (HeatRow("a", "甲", (1.0,)),)},
        {"below": (0.25, 0.5, 1.0)},
        {"columns": ("1",) * 14, "rows": (HeatRow("a", "甲", (1.0,) * 14),)},
    ],
)
def test_a_spec_that_does_not_fit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        heat_map(dataclasses.replace(SPEC, **wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><svg onload=alert(1)>', "行\n替\u202eえ\x00", "a" * 300]
)
def test_hostile_names_stay_words(name: str) -> None:
    spec = dataclasses.replace(
        SPEC,
        row_title=name,
        column_title=name,
        caption=name,
        notes=(name,),
        rows=(HeatRow(name, name, (1.0, 2.0, None)),),
    )
    root = ElementTree.fromstring(heat_map(spec).svg)
    assert not any(key.startswith("on") for node in root.iter() for key in node.attrib)
    assert not any(node.tag.endswith("script") for node in root.iter())

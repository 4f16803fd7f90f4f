"""The duration curve: what is turbined, spilled and cut off."""

import dataclasses
import re
from xml.etree import ElementTree

import pytest

from siting.reporting.charts import Chart, DurationSpec, Heading, Reference, duration_chart

SVG = "{http://www.w3.org/2000/svg}"
POINTS = tuple((float(share), 0.4 - 0.004 * share) for share in range(0, 101, 5))
SPEC = DurationSpec(
    Heading("flow", "流況曲線", "説明", "流量がありません。", "―"),
    POINTS,
    Reference(0.3, "設計流量"),
    Reference(0.1, "最小流量"),
    *("発電", "無効放流", "停止", "時間 [%]", "流量 [m³/s]", "割合", "流量", "発電", "無効", "停止"),
    lambda share: f"{share:.0f}",
    lambda flow: f"{flow:.2f}",
)


def areas(chart: Chart) -> dict[str, float]:
    """Filled areas of the plot by kind, in percent of time times m3/s."""
    root = ElementTree.fromstring(chart.svg)
    found = {}
    for node in root.iter(f"{SVG}path"):
        fill = node.get("fill", "none")
        if fill == "none" or "Z" not in node.get("d", "") or "h2" in node.get("d", ""):
            continue
        places = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", node.get("d", ""))]
        ends = [*places[1:], places[0]]
        found[fill] = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(places, ends, strict=True))) / 2
    return {
        ("spilled" if "spilled" in key else "cutoff" if "cutoff" in key else "turbined"): value
        for key, value in found.items()
    }


def shown(chart: Chart) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")]


def test_the_three_areas_are_those_of_the_water() -> None:
    # Straight from 0.4 to 0: above 0.3 a triangle of 25 % x 0.1, below 0.1 one of 25 % x 0.1, 20 in all.
    parts = areas(duration_chart(SPEC))
    whole = sum(parts.values())
    assert parts["spilled"] / whole == pytest.approx(1.25 / 20, rel=0.005)
    assert parts["cutoff"] / whole == pytest.approx(1.25 / 20, rel=0.005)
    assert parts["turbined"] / whole == pytest.approx(17.5 / 20, rel=0.005)


def test_limits_carry_their_names_and_the_legend_its_parts() -> None:
    assert {"設計流量", "最小流量", "発電", "無効放流", "停止", "時間 [%]"} <= set(shown(duration_chart(SPEC)))


def test_without_limits_all_water_is_turbined() -> None:
    chart = duration_chart(dataclasses.replace(SPEC, design=None, minimum=None))
    assert set(areas(chart)) == {"turbined"}
    assert "無効放流" not in shown(chart)
    assert "停止" not in shown(chart)


def test_a_minimum_above_every_flow_cuts_all_off() -> None:
    chart = duration_chart(dataclasses.replace(SPEC, design=Reference(1.0, "d"), minimum=Reference(0.6, "m")))
    assert set(areas(chart)) == {"cutoff"}
    assert all(row[2] == "0.00" for row in chart.rows)


def test_a_use_rate_is_a_step_with_nothing_to_cut_off() -> None:
    step = ((0.0, 0.25), (60.0, 0.25), (60.0, 0.0), (100.0, 0.0))
    chart = duration_chart(dataclasses.replace(SPEC, points=step, design=Reference(0.2, "d")))
    parts = areas(chart)
    assert set(parts) == {"turbined", "spilled"}
    assert parts["turbined"] / parts["spilled"] == pytest.approx(4.0, rel=0.01)


def test_every_row_of_the_table_balances_and_the_ends_are_there() -> None:
    chart = duration_chart(dataclasses.replace(SPEC, points=tuple((at / 10, 0.4 - at / 2500) for at in range(1001))))
    assert len(chart.rows) <= 21
    assert (chart.rows[0][0], chart.rows[-1][0]) == ("0", "100")
    for row in chart.rows:
        flow, *parts = (float(value) for value in row[1:])
        assert sum(parts) == pytest.approx(flow, abs=0.011)


def test_patterns_differ_without_colour() -> None:
    root = ElementTree.fromstring(duration_chart(SPEC).svg)
    marks = [pattern.findall(f"{SVG}path")[0].get("d") for pattern in root.iter(f"{SVG}pattern")]
    assert len(marks) == len(set(marks)) == 2


def test_a_rising_curve_is_refused() -> None:
    with pytest.raises(ValueError, match="falls"):
        duration_chart(dataclasses.replace(SPEC, points=((0.0, 0.1), (100.0, 0.2))))


def test_no_record_gives_the_empty_frame() -> None:
    chart = duration_chart(dataclasses.replace(SPEC, points=((0.0, float("nan")),)))
    assert "流量がありません。" in shown(chart)
    assert chart.rows == ()


def test_hostile_words_stay_words_and_bytes_repeat() -> None:
    bad = dataclasses.replace(SPEC, turbined_label='"><script>', design=Reference(0.3, "<svg onload=x>"))
    assert duration_chart(bad) == duration_chart(bad)
    tags = {node.tag.removeprefix(SVG) for node in ElementTree.fromstring(duration_chart(bad).svg).iter()}
    assert "script" not in tags
    assert not re.search(r"style=|href", duration_chart(bad).svg)

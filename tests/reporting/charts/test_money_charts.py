"""The charts of money: what they show, and that they stand any amounts, years and names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from itertools import accumulate
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from siting.reporting.charts import standalone
from siting.reporting.charts.bridge import BridgeStep, StepKind, bridge_chart
from siting.reporting.charts.cash_over_time import CashOverTimeSpec, FlowGroup, RunningSum, cash_over_time
from siting.reporting.charts.chart import Chart
from siting.reporting.charts.money_marks import ARTEFACT, EARNED, LESS, MORE, PAID, PAINTS, FlowKind, even_legends
from siting.reporting.charts.payments import PaymentsSpec, SchemeRow, payments_chart
from siting.reporting.charts.price_cases import LOOKS, CaseRow, price_cases_chart
from siting.reporting.charts.theme import PAPER, Technology, contrast_ratio
from siting.vocabulary.money import Group
from tests.reporting.charts.money_specs import (
    LONG,
    SVG,
    bridge,
    cash,
    colliding,
    payments,
    price_cases,
    texts,
)

AMOUNTS = some.none() | some.just(0.0) | some.floats(-1e12, 1e12) | some.just(float("nan"))
EVERY: dict[str, Callable[[str], Chart]] = {
    "cash": lambda name: cash_over_time(cash(name=name)),
    "payments": lambda name: payments_chart(payments(name=name)),
    "bridge": lambda name: bridge_chart(bridge(name)),
    "cases": lambda name: price_cases_chart(price_cases(name=name)),
}


def bars(chart: Chart, fill: str) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height of the bars of a fill."""
    paths = [node for node in ElementTree.fromstring(chart.svg).iter(f"{SVG}path") if node.get("fill") == fill]
    number = r"(-?[\d.]+)"
    found = [re.findall(rf"M{number} {number}h{number}v{number}h-", node.get("d", "")) for node in paths]
    return [(float(a), float(b), float(c), float(d)) for each in found for a, b, c, d in each]


def paths(chart: Chart, fill: str, stroke: str) -> list[str]:
    root = ElementTree.fromstring(chart.svg)
    return [n.get("d", "") for n in root.iter(f"{SVG}path") if (n.get("fill"), n.get("stroke")) == (fill, stroke)]


@pytest.mark.parametrize("kind", list(EVERY))
@pytest.mark.parametrize("name", ["", LONG, "<script>alert(1)</script>", "寺内\u202e場", "W" * 300])
def test_no_word_covers_another_whatever_the_names(kind: str, name: str) -> None:
    chart = EVERY[kind](name)
    assert colliding(chart) == []
    assert chart == EVERY[kind](name)
    assert not re.search(r"style=|class=|href|<script", chart.svg)
    assert 'role="img"' in chart.svg
    assert (chart.title, chart.description) == ("図の題", "図の説明")
    assert ElementTree.fromstring(standalone(chart).encode()).get("height")


@pytest.mark.parametrize(
    ("make", "draw"),
    [(cash, cash_over_time), (payments, payments_chart), (bridge, bridge_chart), (price_cases, price_cases_chart)],
)
def test_legends_made_even_give_pictures_of_one_height(make: Callable[..., Any], draw: Callable[[Any], Chart]) -> None:
    specs = even_legends([make(), make(name=" in English, which takes longer")])
    assert len({ElementTree.fromstring(draw(spec).svg).attrib["viewBox"] for spec in specs}) == 1


def test_income_stands_above_zero_cost_below_in_proportion() -> None:
    chart = cash_over_time(cash())
    earned, invested = bars(chart, PAINTS[FlowKind.BENEFIT].colour), bars(chart, PAINTS[FlowKind.INVESTMENT].colour)
    assert (len(earned), len(invested)) == (20, 1)
    zero = invested[0][1]
    assert all(top + height == pytest.approx(zero, abs=0.02) for _, top, _, height in earned)
    assert invested[0][3] / earned[0][3] == pytest.approx(450 / 38, rel=0.002)
    assert invested[0][0] < earned[0][0]


def test_groups_pile_up_away_from_zero() -> None:
    spec = cash()
    late = dataclasses.replace(spec.groups[0], amounts=(*spec.groups[0].amounts[:-1], -10.0))
    chart = cash_over_time(dataclasses.replace(spec, groups=(late, *spec.groups[1:])))
    invested = bars(chart, PAINTS[FlowKind.INVESTMENT].colour)
    running, removal = bars(chart, "url(#cash-running)"), bars(chart, "url(#cash-closing)")
    assert running[-1][1] == pytest.approx(invested[-1][1] + invested[-1][3], abs=0.02)
    assert removal[0][1] == pytest.approx(running[-1][1] + running[-1][3], abs=0.02)


def test_sums_run_as_given_and_payback_is_marked_on_the_zero_line() -> None:
    spec = cash()
    chart = cash_over_time(spec)
    (plain,) = paths(chart, "none", "#1b2733")
    places = [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", plain)]
    zero = bars(chart, PAINTS[FlowKind.INVESTMENT].colour)[0][1]
    unit = (places[0][1] - zero) / 450
    assert [(zero - y) / unit for _, y in places] == pytest.approx(list(spec.running.amounts), abs=0.05)
    root = ElementTree.fromstring(chart.svg)
    marks = [node for node in root.iter(f"{SVG}circle") if node.get("cy") != "0" and node.get("cx") != "0"]
    (mark,) = marks
    assert float(mark.get("cy", "")) == pytest.approx(zero, abs=0.02)
    assert float(mark.get("cx", "")) == pytest.approx(
        places[0][0] + 14.2 * (places[-1][0] - places[0][0]) / 20, abs=0.05
    )
    assert "投資回収 14.2年" in texts(chart)


def test_without_payback_the_words_say_so_and_no_mark_stands_in_the_picture() -> None:
    spec = cash()
    never = dataclasses.replace(spec.running, payback_years=None, payback_label="回収しない")
    chart = cash_over_time(dataclasses.replace(spec, running=never, discounted=None))
    assert "回収しない" in texts(chart)
    assert "<circle" not in chart.svg


def test_an_unknown_year_breaks_the_line() -> None:
    spec = cash(4)
    gap = dataclasses.replace(spec.running, amounts=(-1.0, None, 2.0, 3.0, float("nan")))
    chart = cash_over_time(dataclasses.replace(spec, running=gap))
    (path,) = paths(chart, "none", "#1b2733")
    assert (path.count("M"), path.count("L")) == (2, 1)
    assert [row[5] for row in chart.rows] == ["-1.0", "―", "2.0", "3.0", "―"]


@given(some.integers(1, 60), some.data())
def test_any_cash_flow_is_drawn_inside_its_frame(years: int, data: some.DataObject) -> None:
    def series() -> tuple[float | None, ...]:
        return tuple(data.draw(some.lists(AMOUNTS, min_size=years + 1, max_size=years + 1)))

    groups = tuple(FlowGroup(kind.value, kind, series()) for kind in FlowKind)
    spec = cash()
    sums = RunningSum("sum", series(), data.draw(AMOUNTS), "paid back"), RunningSum("later", series())
    chart = cash_over_time(dataclasses.replace(spec, groups=groups, running=sums[0], discounted=sums[1]))
    assert colliding(chart) == []
    assert len(chart.rows) in (0, years + 1)


def test_years_must_agree() -> None:
    spec = cash()
    with pytest.raises(ValueError, match="same years"):
        cash_over_time(dataclasses.replace(spec, running=RunningSum("sum", (0.0, 1.0))))
    with pytest.raises(ValueError, match="same years"):
        payments_chart(dataclasses.replace(payments(), schemes=(SchemeRow("a", "a", (1.0,)),)))


@pytest.mark.parametrize("years", [1, 2, 20, 60])
def test_one_year_and_sixty_are_told_from_each_other(years: int) -> None:
    for chart in (cash_over_time(cash(years)), payments_chart(payments(years))):
        assert colliding(chart) == []
        ticks = [int(one) for one in texts(chart) if one.isdigit()]
        assert {0, years if years < 20 else 10} <= set(ticks)


def test_a_first_year_that_would_flatten_all_is_cut_off_and_says_its_amount() -> None:
    chart = payments_chart(payments())
    paid = bars(chart, PAID.colour)
    assert {"452.7", "430.0"} <= set(texts(chart))
    heights = [height for _, _, _, height in paid]
    assert max(heights) == pytest.approx(heights[0])
    # The later years keep their proportion across the panels.
    assert heights[1] / heights[-1] == pytest.approx(4.4 / 31.0, rel=0.02)
    assert len(bars(chart, f"url(#pay-{EARNED.name})")) == 20


def test_a_first_year_like_the_others_is_not_cut() -> None:
    spec = payments()
    flat = dataclasses.replace(spec, schemes=(SchemeRow("a", "a", (40.0, 30.0, 30.0)),))
    chart = payments_chart(flat)
    assert "40.0" not in texts(chart)
    heights = [height for _, _, _, height in bars(chart, PAID.colour)]
    assert heights[0] / heights[1] == pytest.approx(4 / 3, rel=0.01)


def test_income_of_the_first_year_is_cut_off_downwards() -> None:
    spec = dataclasses.replace(payments(), schemes=(SchemeRow("a", "a", (-400.0, 10.0)),))
    chart = payments_chart(spec)
    assert "-400.0" in texts(chart)
    assert colliding(chart) == []


@given(some.integers(1, 60), some.integers(1, 7), some.data())
def test_any_payments_are_drawn_inside_their_frame(years: int, count: int, data: some.DataObject) -> None:
    rows = some.lists(AMOUNTS, min_size=years + 1, max_size=years + 1)
    schemes = tuple(SchemeRow(f"k{at}", f"方式{at}", tuple(data.draw(rows)), "計") for at in range(count))
    chart = payments_chart(dataclasses.replace(payments(), schemes=schemes))
    assert colliding(chart) == []


def test_the_bridge_hangs_each_step_where_the_one_before_stopped() -> None:
    spec = bridge(start=60.0)
    chart = bridge_chart(spec)
    less, more, seeming = (
        bars(chart, fill) for fill in (LESS.colour, f"url(#vfm-{MORE.name})", f"url(#vfm-{ARTEFACT.name})")
    )
    assert (len(less), len(more), len(seeming)) == (4, 2, 1)
    whole = bars(chart, PAID.colour)
    unit = whole[0][2] / 60.0
    first = less[0]
    assert first[0] + first[2] == pytest.approx(whole[0][0] + whole[0][2], abs=0.05)
    assert first[2] / unit == pytest.approx(31.0, abs=0.1)
    levels = list(accumulate([60.0, *(step.change or 0.0 for step in spec.steps)]))
    assert [row[2] for row in chart.rows[:-1]] == [f"{level:,.1f}" for level in levels]
    assert whole[-1][2] / unit == pytest.approx(levels[-1], abs=0.1)


def test_close_levels_are_spread_and_the_whole_bars_broken() -> None:
    near, far = bridge_chart(bridge(start=2000.0)), bridge_chart(bridge(start=60.0))
    broken = 'stroke="#ffffff" stroke-width="2.5"'
    assert (near.svg.count(broken), far.svg.count(broken)) == (4, 0)
    assert bars(near, LESS.colour)[0][2] > 30


@pytest.mark.parametrize("start", [0.0, 20.0, -100.0, -3000.0, 1e12])
def test_a_bridge_of_any_level_stays_in_its_frame(start: float) -> None:
    chart = bridge_chart(bridge(start=start))
    assert colliding(chart) == []
    for left, top, width, height in bars(chart, PAID.colour):
        assert left >= 0
        assert left + width <= 640
        assert min(top, height) >= 0


def test_steps_that_do_not_lead_to_the_end_are_refused() -> None:
    spec = bridge()
    with pytest.raises(ValueError, match="the steps lead from"):
        bridge_chart(dataclasses.replace(spec, end=400.0))


def test_an_unknown_step_says_so_and_an_unknown_end_leaves_the_table() -> None:
    spec = bridge()
    unknown = dataclasses.replace(spec, steps=(BridgeStep("税", None), *spec.steps))
    assert "―" in texts(bridge_chart(unknown))
    chart = bridge_chart(dataclasses.replace(spec, end=None))
    assert "値がありません。" in texts(chart)
    assert len(chart.rows) == len(spec.steps) + 2


def test_discounting_is_hatched_as_an_artefact() -> None:
    spec = bridge()
    assert "割引だけによる見かけの差" in texts(bridge_chart(spec))
    causes = tuple(dataclasses.replace(step, kind=StepKind.CAUSE) for step in spec.steps)
    assert "割引だけによる見かけの差" not in texts(bridge_chart(dataclasses.replace(spec, steps=causes)))


def test_each_case_has_a_sign_of_its_own_and_no_two_share_a_place() -> None:
    chart = price_cases_chart(price_cases())
    assert len({(look.outline, look.filled) for look in LOOKS}) == len(LOOKS) == len({look.outline for look in LOOKS})
    root = ElementTree.fromstring(chart.svg)
    for row in (node for node in root.iter(f"{SVG}g") if node.get("data-k")):
        signs = [node.get("d", "") for node in row.iter(f"{SVG}path") if node.get("d", "").count("M") == 1]
        heights = [float(sign[1:].split(" ")[1].split("a")[0].split("h")[0].split("l")[0]) for sign in signs]
        assert len(set(heights)) == len(heights)
    assert "B/C = 1" in texts(chart)
    assert "記号なし: 対象外" in texts(chart)
    assert chart.rows[0][2:] == ("1.60", "1.43", "1.26", "1.09", "―", "0.75", "0.58")


def test_no_gaps_no_words_of_gaps() -> None:
    assert "記号なし: 対象外" not in texts(price_cases_chart(price_cases(2, 2)))


@given(some.integers(1, 12), some.integers(1, 7), some.data())
def test_any_ratios_are_drawn_inside_their_frame(options: int, cases: int, data: some.DataObject) -> None:
    spec = price_cases(options, cases)
    rows = tuple(
        dataclasses.replace(row, values=tuple(data.draw(AMOUNTS) for _ in row.values)) for row in spec.rows
    )  # fmt: skip
    assert colliding(price_cases_chart(dataclasses.replace(spec, rows=rows))) == []


def test_cases_and_values_must_agree() -> None:
    spec = price_cases(2, 2)
    with pytest.raises(ValueError, match="1 to 7"):
        price_cases_chart(dataclasses.replace(spec, cases=()))
    row = CaseRow("x", "x", Technology.PV, (1.0,))
    with pytest.raises(ValueError, match="needs 2 values, not so: x"):
        price_cases_chart(dataclasses.replace(spec, rows=(row,)))


@pytest.mark.parametrize(
    "chart",
    [
        payments_chart(PaymentsSpec(payments().heading, (), "", "", "", "", "", str)),
        price_cases_chart(dataclasses.replace(price_cases(), rows=())),
        cash_over_time(
            CashOverTimeSpec(cash().heading, (), RunningSum("a", (None, None)), None, "", "", "", str),
        ),
    ],
)
def test_nothing_to_draw_says_so(chart: Chart) -> None:
    assert "値がありません。" in texts(chart)


def test_nothing_but_zeros_is_drawn_flat() -> None:
    for chart in (
        cash_over_time(cash(scale=0.0)),
        payments_chart(dataclasses.replace(payments(), schemes=(SchemeRow("a", "a", (0.0, 0.0)),))),
    ):
        assert colliding(chart) == []
        assert "―" not in texts(chart)


def test_kinds_are_the_groups_of_the_vocabulary() -> None:
    assert {kind.value for kind in FlowKind} == {group.value for group in Group}


def test_paints_show_on_paper_and_differ_in_grey() -> None:
    for paint in (*PAINTS.values(), PAID, EARNED, LESS, MORE, ARTEFACT):
        assert contrast_ratio(paint.colour, PAPER) >= 3
    marks = [paint.mark for paint in PAINTS.values() if paint.mark]
    assert len(marks) == len(set(marks))
    plain = [paint.colour for paint in PAINTS.values() if not paint.mark]
    assert contrast_ratio(*plain) >= 3

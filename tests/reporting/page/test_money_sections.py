"""Price cases, cash flow and schemes on the page: their figures, what is out with its reason, who adds up to what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.page import report_html
from siting.reporting.page.assumptions import assumptions
from siting.reporting.page.cash_flow import CashFlowOverTime, cash_flow, has_cash_flow
from siting.reporting.page.definitions import definitions
from siting.reporting.page.focus import focus, further
from siting.reporting.page.price_cases import PriceCases, has_price_cases, price_cases
from siting.reporting.page.recommendation import recommendation
from siting.reporting.page.scheme_charts import DISCOUNTING
from siting.reporting.page.schemes import Schemes, has_schemes, schemes
from siting.reporting.page.view import View, view_of
from siting.reporting.results import Results
from tests.reporting.page.conftest import Study, settings
from tests.reporting.page.test_page_file import Spoken

FOCUS = "W07-P1-pv-t30"
LIFE = """
[lifecycle.pv]
assumption = true
parts = { equipment = 0.5, works = 0.4, design = 0.06, contingency = 0.04 }
works = { types = [{ name = "基礎工", name_en = "foundations", share = 0.5 }, { name = "電気工", share = 0.3 }], overhead_share = 0.2 }
replacements = [{ name = "PCS", every_years = 10, yen_per_kw = 20_000 }]

[[subsidies]]
name = "補助"
share_of_capex = 0.1
excludes = []
"""


def views_of(results: Results) -> list[View]:
    return [view_of(results, lang) for lang in ("ja", "en")]


def said(one: object, lang: str = "en") -> str:
    return one.say(lang) if isinstance(one, Text) else re.sub("<[^>]+>", "", str(one))


@pytest.fixture(scope="module")
def cases(results: Results) -> PriceCases:
    return price_cases(views_of(results))


@pytest.fixture(scope="module")
def flow(results: Results) -> CashFlowOverTime:
    return cash_flow(views_of(results))


@pytest.fixture(scope="module")
def found(results: Results) -> Schemes:
    return schemes(views_of(results))


def test_the_page_goes_into_what_is_recommended_else_what_ranks_first(results: Results) -> None:
    assert focus(views_of(results)[0]).id == FOCUS  # type: ignore[union-attr]
    none = results.recommendations.iloc[:0]
    assert focus(view_of(replace(results, recommendations=none), "ja")).id == "W06-D1-hydro-pat"  # type: ignore[union-attr]
    assert focus(view_of(replace(results, flows=results.flows.iloc[:0]), "ja")) is None


def test_the_short_list_joins_what_is_designed_only_where_it_is_not(results: Results) -> None:
    assert [one.row["stage"] for one in further(views_of(results)[0])] == ["detail"] * 6


def test_price_cases_show_the_figures_of_the_results(results: Results, cases: PriceCases) -> None:
    options = results.options.set_index("option_id")
    assert [one.key for one in cases.options] == [one.id for one in further(views_of(results)[0])]
    for one in cases.options:
        for case, line in zip(results.cases, one.lines, strict=True):
            row = options.loc[one.key]
            price, even, own, bc, npv, irr, payback, room = line.figures
            assert [getattr(shown, "raw", None) for shown in (even, own, irr, room)] == [
                repr(float(row[f"{name}_{case}"])).removesuffix(".0")
                for name in ("break_even_yen_per_kwh", "own_use_share", "irr", "break_even_capex_yen")
            ]
            assert str(price) == amounts.trimmed(row[f"price_yen_per_kwh_{case}"], 2)
            assert bc == amounts.number(row[f"bc_{case}"], 2)
            assert npv == amounts.number(row[f"npv_yen_{case}"] / 1e6, 1)
            assert payback == amounts.number(row[f"payback_years_{case}"], 1)


def changed(results: Results, **columns: object) -> Results:
    """Results with other values of the option in focus."""
    options = results.options.copy()
    at = options.index[options["option_id"].eq(FOCUS)][0]
    for name, value in columns.items():
        options[name] = (
            options[name].astype(object) if name in options else pd.Series(None, options.index, dtype=object)
        )
        options.at[at, name] = value
    return replace(results, options=options)


def test_a_case_that_is_not_open_gives_its_reason_and_no_figure(results: Results) -> None:
    reason = text("no price for {case}", case="FIP")
    shut = changed(results, eligible_fit=False, reason_fit=reason, bc_fit=float("nan"))
    mine = next(one for one in price_cases(views_of(shut)).options if one.key == FOCUS)
    assert (mine.lines[0].figures, mine.lines[0].reason) == ((), reason)
    assert mine.lines[1].reason is None


def test_several_rates_of_return_are_said_to_be_several(results: Results) -> None:
    several = changed(results, irr_fit=float("nan"), state_irr_fit=2)
    mine = next(one for one in price_cases(views_of(several)).options if one.key == FOCUS)
    assert said(mine.lines[0].figures[5]) == "several"
    known = changed(several, irr_roots_fit="-0.972000; 0.069000")
    mine = next(one for one in price_cases(views_of(known)).options if one.key == FOCUS)
    assert [said(mine.lines[0].figures[5], lang) for lang in ("en", "ja")] == [
        "several: −97.2 / 6.9",
        "複数: −97.2 / 6.9",
    ]


def test_each_remark_stands_once(cases: PriceCases) -> None:
    assert [said(one.case) for one in cases.remarks] == ["Conventional tariff"]
    assert "counted as used on site" in said(cases.remarks[0].words)


def test_one_case_alone_is_not_compared(results: Results) -> None:
    config = results.config.model_copy(update={"cases": {"fit": results.config.cases["fit"]}})
    assert has_price_cases(view_of(results, "ja"))
    assert not has_price_cases(view_of(replace(results, config=config), "ja"))


def numbers(cells: tuple[str, ...]) -> list[float]:
    return [float(cell.replace(",", "").replace("−", "-")) for cell in cells]


def test_the_yearly_table_adds_up(results: Results, flow: CashFlowOverTime) -> None:
    flows = results.flows
    mine = flows[flows["option_id"].eq(FOCUS) & flows["scheme"].eq("project") & flows["case"].eq("fit")]
    net = mine[[f"y{year}" for year in range(21)]].sum().to_numpy() / 1e6
    rows = np.array([numbers(row) for row in flow.table.rows])
    assert rows[:, 0].tolist() == list(range(21))
    assert rows[:, -2] == pytest.approx(net, abs=0.051)
    assert rows[:, -1] == pytest.approx(np.cumsum(net), abs=0.051)
    assert [said(head) for head in flow.table.heads] == [
        "capital cost",
        "sales of energy",
        "running cost",
        "net",
        "sum so far",
    ]
    assert said(flow.unit) == "million yen"
    assert flow.parts == ()


def test_the_chart_says_when_the_money_is_back(flow: CashFlowOverTime) -> None:
    assert "payback: 19.3 years" in flow.picture.svg
    assert "投資回収: 19.3年" in flow.picture.svg


def test_a_discount_rate_adds_a_second_sum(study: Study) -> None:
    made = cash_flow(views_of(study(settings(("discount_rate = 0.0", "discount_rate = 0.03")))))
    assert [said(head) for head in made.table.heads[-2:]] == ["sum so far", "sum so far, discounted"]
    net, plain, discounted = np.array([numbers(row) for row in made.table.rows])[:, -3:].T
    assert discounted == pytest.approx(np.cumsum(net / 1.03 ** np.arange(21)), abs=1.1)
    assert (discounted[1:] < plain[1:]).all()
    assert "discounted payback: not within 20 years" in made.picture.svg


def test_parts_and_types_of_works_stand_below(study: Study) -> None:
    results = study(settings((r"\[co2\]", LIFE + "\n[co2]")))
    made = cash_flow(views_of(results))
    parts = {said(one.label): (float(one.shown.replace("−", "-")), one.inner) for one in made.parts}
    assert list(parts) == [
        "equipment", "works", "foundations", "電気工", "overheads", "design", "contingency", "subsidy"
    ]  # fmt: skip
    capex = float(results.options.set_index("option_id")["capex_yen"][FOCUS]) / 1e6
    assert parts["works"] == (pytest.approx(0.4 * capex, abs=0.06), False)
    inner = [value for value, within in parts.values() if within]
    assert sum(inner) == pytest.approx(0.4 * capex, abs=0.2)
    assert parts["subsidy"][0] == pytest.approx(-0.1 * capex, abs=0.06)
    groups = {one.key: one for one in assumptions(view_of(results, "en"))}
    told = {one.label: said(one.shown) for one in groups["lifecycle.pv"].values}
    assert groups["lifecycle.pv"].assumption
    assert any("PCS" in label and shown == "20,000" for label, shown in told.items())
    assert {said(one.shown) for one in groups["subsidies.0"].values} == {"10%"}


def test_without_flows_there_is_no_cash_flow(results: Results) -> None:
    assert not has_cash_flow(view_of(replace(results, flows=results.flows.iloc[:0]), "ja"))


def line(found: Schemes, label: str) -> tuple[str, ...]:
    mine = next(one for one in (*found.lines, *found.totals) if said(one.label) == label)
    return tuple(said(cell) for cell in mine.cells)


def test_a_scheme_without_bidder_says_why_and_has_no_value_for_money(results: Results, found: Schemes) -> None:
    reason = "no rent can be paid: the company lacks 3,882,876 yen a year"
    assert [said(one) for one in found.results] == ["feasible"] * 4 + [reason]
    for label in ("NPV of the city", "VFM in yen", "VFM as a share", "VFM at 1%", "VFM at 4%", "city per year, mean"):
        assert line(found, label)[-1] == "–"
        assert "–" not in line(found, label)[:-1]
    assert line(found, "equity IRR of the SPC") == ("–", "–", "–", "5.0", "−0.3")
    assert re.sub("<[^>]+>", "", line(found, "highest rent per year")[-1]) == "cannot pay any (−3,883)"
    rows = results.schemes[results.schemes["option_id"].eq(FOCUS)]
    hidden = f"{float(rows['vfm_yen'].iloc[-1])!r}"
    html = report_html(results, "en").decode()
    section = html[html.index("id=schemes ") : html.index("id=conditions ")]
    # What the city pays under the conventional scheme is the same number, and no VFM: nowhere is it a figure of a cell.
    assert not re.search(rf"<td><data value={re.escape(hidden)}>", section)


def test_figures_of_schemes_are_those_of_the_results(results: Results, found: Schemes) -> None:
    rows = results.schemes[results.schemes["option_id"].eq(FOCUS)].iloc[:-1]
    for label, column in (("NPV of the city", "city_npv_yen"), ("VFM in yen", "vfm_yen")):
        mine = next(one for one in found.lines if said(one.label) == label)
        assert [float(cell.raw) for cell in mine.cells[:-1]] == rows[column].tolist()  # type: ignore[union-attr]
    assert line(found, "VFM at 2%")[2] == "49,265 (71.0%)"


def test_the_parties_add_up_to_the_project(found: Schemes) -> None:
    totals = [[0.0 if cell == "–" else numbers((str(cell),))[0] for cell in one.cells] for one in found.totals]
    assert said(found.totals[-1].label) == "project"
    assert np.sum(totals[:-1], axis=0) == pytest.approx(totals[-1], abs=2)
    assert totals[-1][0] == 16_144


def test_what_the_city_pays_is_drawn_and_told_for_feasible_schemes(results: Results, found: Schemes) -> None:
    assert found.payments is not None
    assert [said(head) for head in found.payments.table.heads] == ["conventional", "design and build", "DBO", "PFI, service purchase"]  # fmt: skip
    # Years that are alike stand together.
    assert [row[0] for row in found.payments.table.rows] == ["0", "1–20"]
    rows = results.schemes[results.schemes["option_id"].eq(FOCUS)].iloc[:-1]
    assert numbers(found.payments.table.rows[1][1:]) == pytest.approx(-rows["city_mean_year_yen"] / 1e3, abs=0.5)


def test_the_bridge_is_that_of_the_best_private_scheme(found: Schemes) -> None:
    assert found.bridge is not None
    assert found.bridge.picture.title.say("en") == "Where the value for money of “PFI, service purchase” comes from"
    assert "saves nothing" in said(found.bridge.remarks[0])
    assert said(found.bridge.remarks[1]) == "Without effect here: competition, tax, risk transfer."
    assert "vfm-artefact" in found.bridge.picture.svg


def test_without_a_discounting_effect_nothing_is_said_of_it(results: Results) -> None:
    bridges = results.bridges.copy()
    artefact = bridges["step"].eq(DISCOUNTING)
    moved = bridges.loc[artefact, "yen"].to_numpy()
    bridges.loc[artefact, "yen"] = 0.0
    bridges.loc[bridges["step"].eq("financing"), "yen"] += moved
    made = schemes(views_of(replace(results, bridges=bridges))).bridge
    assert made is not None
    assert not any("Hatched" in said(one) for one in made.remarks)
    assert "artefact" not in made.picture.svg


def test_where_no_company_bids_there_is_no_bridge(results: Results) -> None:
    frame = results.schemes.copy()
    private = frame["kind"].isin(["pfi_bto", "independent"])
    frame["feasible"] = ~private
    made = schemes(views_of(replace(results, schemes=frame)))
    assert made.bridge is None
    assert "no private scheme comes about" in said(made.remarks[0])
    assert [said(one) for one in made.results][3] == "not feasible"


def test_assumptions_are_told_as_such(results: Results, found: Schemes) -> None:
    assert [one.assumed for one in found.heads] == [False, True, True, True, True]
    words = [said(one) for one in found.remarks]
    assert words == [
        "No income tax of companies is counted: its rate is 0 in [taxes].", "The city's finance and the taxes are assumptions."
    ]  # fmt: skip
    groups = {one.key: one for one in assumptions(view_of(results, "en"))}
    assert {"city", "taxes", "schemes"} <= set(groups)
    assert all(groups[key].assumption for key in ("city", "taxes", "schemes"))
    terms = {one.label: said(one.shown) for one in groups["schemes"].values}
    assert terms["Investment saved by one order"].startswith("5% db :")
    assert "10% dbo, pfi_bto, independent :" in terms["Investment saved by one order"]


def test_the_first_page_names_the_recommended_scheme(results: Results) -> None:
    lead = " ".join(said(one) for one in recommendation(view_of(results, "en")).lead)
    assert "Scheme recommended by the project's rule for Terauchi" in lead
    assert "DBO, NPV of the city −24.6 million yen: the highest of 4." in re.sub("<[^>]+>", "", lead)


def test_terms_are_defined_where_they_are_used(results: Results) -> None:
    terms = [said(one.term) for one in definitions(view_of(results, "en"))]
    assert {"VFM, PSC and LCC", "EIRR and DSCR", "Break-even price and capital cost"} <= set(terms)
    bare = replace(results, schemes=results.schemes.iloc[:0])
    assert not {"VFM, PSC and LCC", "EIRR and DSCR"} & {said(one.term) for one in definitions(view_of(bare, "en"))}


def test_a_project_without_schemes_and_judgement_has_no_such_sections(results: Results) -> None:
    empty = {name: getattr(results, name).iloc[:0] for name in ("schemes", "bridges", "judgement", "recommendations")}
    config = results.config.model_copy(update={"schemes": {}})
    bare = replace(results, config=config, flows=results.flows[results.flows["scheme"].eq("project")], **empty)
    assert not has_schemes(view_of(bare, "ja"))
    html = report_html(bare, "ja")
    assert b"id=cash_flow " in html
    assert not [one for one in (b"id=schemes ", b"id=judgement ", b"#schemes", b"#judgement") if one in html]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_sections_speak_one_language(results: Results, lang: str) -> None:
    html = report_html(results, "ja").decode()
    part = html[html.index("<section id=price_cases ") : html.index("<section id=conditions ")]
    words = " ".join(Spoken(b"<main>" + part.encode(), lang).words)
    if lang == "en":
        # Sources are quoted as they are printed.
        assert not re.search("[ぁ-ん]", re.sub(r"表[^;<\n]*|7. おわりに|6. 事業スキームの検討", "", words))
    else:
        assert not re.search(r"[a-z]{4,} [a-z]{4,} [a-z]{4,}", words)


HOSTILE = "<img src=x onerror=alert(1)>" + "長" * 80


@pytest.mark.parametrize("width", [1280, 390])
def test_hostile_names_of_schemes_and_cases_are_harmless(opened: Callable[..., Page], study: Study, width: int) -> None:
    def change(folder: Path) -> None:
        settings((r'(?m)^label(_en)? = "[^"]*"$', rf'label\1 = "{HOSTILE}"'), (r'(?m)^source = "表6-1.*?"$', f'source = "{HOSTILE}"'))(folder)  # fmt: skip

    page = opened(report_html(study(change), "ja"), width)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page, context="#schemes")
    assert found.violations_count == 0, found.generate_report()

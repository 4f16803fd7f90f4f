"""``siting cashflow`` as a user types it: what it prints, exit codes, languages, the file, the chart."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from siting.cli import cashflow
from siting.cli.tables import screen_width
from siting.run.one_cashflow import FIGURES
from siting.run.one_figures import READERS, option_name
from tests.cli.asked import Ask, asking, data_of
from tests.cli.test_commands import SCIENCE, modules_after
from tests.conftest import Siting

PLAIN = (
    "--capex-yen", "250000000", "--annual-kwh", "1000000", "--price-yen-per-kwh", "22", "--degradation", "0.005",
    "--opex-yen-per-year", "5000000", "--discount-rate", "0.04",
)  # fmt: skip
LOAN = ("--debt-share", "0.7", "--debt-rate", "0.02", "--debt-years", "15")
TAX = ("--tax-rate", "0.3", "--depreciation-years", "17")
TWO_ROOTS = ("--flows", "-1600,10000,-10000")
PROMISED = {
    "npv_yen", "irr", "irr_roots", "bc", "lcoe_yen_per_kwh", "payback_years", "discounted_payback_years", "dscr_min",
    "flows", "eirr", "break_even_yen_per_kwh", "break_even_capex_yen", "price", "notes",
}  # fmt: skip


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """``siting cashflow`` in this process."""
    return asking("cashflow", capsys)


@pytest.mark.parametrize("options", [PLAIN, (*PLAIN, *LOAN, *TAX), TWO_ROOTS])
def test_json_has_what_is_promised(ask: Ask, options: tuple[str, ...]) -> None:
    data = data_of(ask(*options, "--format", "json"))
    assert set(data) >= PROMISED | set(FIGURES)
    missing = {name for name in FIGURES if data[name] is None}
    explained = {name for note in data["notes"] if ": " in note for name in note.split(": ")[0].split(", ")}
    assert missing <= explained
    years = [row["year"] for row in data["flows"]]
    assert years == list(range(data["years"] + 1))
    assert {"net_yen", "cumulative_yen"} <= set(data["flows"][0])
    assert data["flows"][-1]["discounted_cumulative_yen"] == pytest.approx(data["npv_yen"])


def test_the_reference_row(ask: Ask) -> None:
    data = data_of(ask(*PLAIN, "--format", "json"))
    assert data["npv_yen"] == pytest.approx(-30_901_701.08, abs=0.005)
    assert data["irr"] == pytest.approx(0.025236050949859)
    assert data["irr_roots"] == [data["irr"]]
    assert (data["lcoe_yen_per_kwh"], data["bc"]) == pytest.approx((24.36835948, 0.90281006))
    first = data["flows"][1]
    assert (first["sales"], first["opex"], first["net_yen"]) == (22e6, -5e6, 17e6)
    assert first["energy_kwh"] == 1e6


def test_two_rates_of_return_can_be_entered(ask: Ask) -> None:
    data = data_of(ask(*TWO_ROOTS, "--format", "json"))
    assert (data["npv_yen"], data["irr"]) == (-1600, None)
    assert data["irr_roots"] == pytest.approx([0.25, 4.0])
    assert "irr: not unique: the NPV is zero at 25 %, 400 %" in data["notes"]


def test_the_cover_says_whether_tax_is_taken_off(ask: Ask) -> None:
    before = data_of(ask(*PLAIN, *LOAN, "--format", "json"))
    after = data_of(ask(*PLAIN, *LOAN, *TAX, "--format", "json"))
    assert (before["dscr_basis"], after["dscr_basis"]) == ("pre_tax", "post_tax")
    assert before["dscr_min"] == before["dscr_min_pre_tax"]
    assert after["eirr"] == pytest.approx(0.02351008, abs=5e-9)
    assert "Lowest" not in ask(*PLAIN).stdout
    assert "lowest DSCR after tax" not in ask(*PLAIN, *LOAN).stdout
    assert "lowest DSCR after tax" in ask(*PLAIN, *LOAN, *TAX).stdout


@pytest.mark.parametrize(
    ("lang", "label", "unit", "note"),
    [
        ("ja", "発電原価", "円/kWh", "割引回収年数: 割引後の累計収支が期間内に0に達しない"),
        ("en", "LCOE", "yen/kWh", "discounted payback: the sum of the discounted flows never reaches zero"),
    ],
)
def test_the_tables_are_aligned_and_told_in_words(ask: Ask, lang: str, label: str, unit: str, note: str) -> None:
    said = ask(*PLAIN, lang=lang).stdout
    figures, table, below = said.split("\n\n")
    (line,) = [line for line in figures.splitlines() if line.startswith(label)]
    assert line.split() == [label, "24.37", unit]
    assert len({_end_of_value(one) for one in figures.splitlines()}) == 1
    rows = table.splitlines()[1:]
    assert len(rows) == 22
    assert len({screen_width(row) for row in rows}) == 1
    assert rows[-1].split()[-1] == "-30,901,701"
    assert note in below.splitlines()
    assert " nan" not in said.lower()


def _end_of_value(line: str) -> int:
    """Where the second of the words with two blanks between them ends on the screen."""
    label, value = re.split(r" {2,}", line)[:2]
    return screen_width(line[: line.index(value, len(label)) + len(value)])


def test_sums_are_discounted_only_at_a_rate(ask: Ask) -> None:
    assert "discounted sum so far" in ask(*PLAIN).stdout
    assert "discounted sum so far" not in ask(*PLAIN, "--discount-rate", "0").stdout


def test_the_source_of_a_price_is_told(ask: Ask) -> None:
    book = (
        "--price-year",
        "R7",
        "--price-half",
        "H2",
        "--technology",
        "太陽光",
        "--mount",
        "屋上",
        "--capacity-kw",
        "２４０",
    )
    options = ("--capex-yen", "60000000", "--annual-kwh", "264000", *book)
    data = data_of(ask(*options, "--format", "json"))
    assert data["price"]["kind"] == "fit"
    assert data["price"]["row"].startswith("feed_in_prices.csv:")
    assert data["price"]["source"] in ask(*options).stdout
    assert data["flows"][5]["sales"] == pytest.approx(19 * 264000)
    assert data["flows"][6]["sales"] == pytest.approx(8.3 * 264000)


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        ((), 2, "--capex-yen: a value is required"),
        ((*PLAIN, "--discount-rate", "-1"), 2, "--discount-rate: '-1' - expected a number >= -0.5"),
        ((*PLAIN, "--discount-rate", "-100%"), 2, "--discount-rate: '-100%' - expected a number"),
        ((*PLAIN, "--capex-yen", "-5"), 2, "--capex-yen: '-5' - expected a number >= 0"),
        ((*PLAIN, "--years", "0"), 2, "--years: '0' - expected a number >= 1"),
        ((*PLAIN, "--years", "９９９"), 2, "--years: '９９９' - expected a number <= 100"),
        ((*PLAIN, *LOAN, "--debt-share", "1.01"), 2, "--debt-share: '1.01' - expected a number <= 1"),
        ((*PLAIN[:4],), 2, "--price-yen-per-kwh: state the price of the case"),
        ((*PLAIN[:2], *PLAIN[4:]), 2, "--annual-kwh: a value is required"),
        ((*PLAIN[:4], "--price-year", "2035", "--technology", "pv", "--capacity-kw", "60"), 2, "--price-year: '2035' -"),
        ((*PLAIN[:4], "--price-year", "2024", "--technology", "pv", "--capacity-kw", "40"), 1, "30 %"),
        ((*PLAIN, "--chart", "out.png"), 2, "--chart: the name must end in .svg"),
        (("--file", "none.toml"), 1, "none.toml: there is no such file"),
        ((*PLAIN, "--format", "xml"), 2, "--format"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_on_stderr(ask: Ask, options: tuple[str, ...], code: int, told: str) -> None:
    ran = ask(*options)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ask(*options, lang="ja").stderr != ran.stderr


def test_a_file_with_faults_of_its_own_is_an_input_problem(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "案.toml"
    path.write_text("capex_yen = 250e6\nannual_kwh = -1\nprice_yen_per_kwh = 22\n", encoding="utf-8")
    ran = ask("--file", path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "案.toml:2: annual_kwh: '-1' - expected a number > 0 [kWh]" in ran.stderr
    assert data_of(ask("--file", path, "--annual-kwh", "1e6", "--format", "json"))["irr"] > 0


@pytest.mark.parametrize("options", [PLAIN, (*PLAIN, *LOAN, *TAX), TWO_ROOTS, ("--flows", "0,0")])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_chart_is_a_complete_svg(ask: Ask, tmp_path: Path, lang: str, options: tuple[str, ...]) -> None:
    path = tmp_path / "図.svg"
    ran = ask(*options, "--chart", path, lang=lang)
    assert ran.returncode == 0
    assert str(path) in ran.stderr
    written = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(written)
    assert root.tag.endswith("svg")
    assert ("累計収支" in written) == (lang == "ja")


def test_a_chart_that_cannot_be_written_prints_nothing(ask: Ask, tmp_path: Path) -> None:
    ran = ask(*PLAIN, "--chart", tmp_path / "nowhere" / "out.svg")
    assert (ran.returncode, ran.stdout) == (2, "")


def test_every_option_is_known_to_the_engine_and_none_is_left_out() -> None:
    names = {name for param in cashflow.command.params for name in param.opts if name.startswith("--")}
    shared = {"--file", "--chart", "--format", "--lang", "--verbose", "--quiet"}
    assert set(map(option_name, READERS)) == names - shared


def test_help_imports_no_science(tmp_path: Path) -> None:
    code = "from siting.cli.shell import run_group\nassert run_group(['cashflow', '--help']) == 0"
    assert not modules_after(code, tmp_path) & set(SCIENCE)


def test_the_command_works_in_a_process_of_its_own(siting_process: Siting) -> None:
    ran = siting_process("cashflow", *TWO_ROOTS, "--format", "json", "--lang", "ja")
    assert data_of(ran)["irr_roots"] == pytest.approx([0.25, 4.0])
    assert ran.stderr == ""

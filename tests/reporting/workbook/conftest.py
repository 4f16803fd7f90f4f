"""Workbooks of several studies, recalculated by LibreOffice in one call."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from siting.reporting.results import Results
from siting.reporting.workbook import workbook_xlsx
from siting.reporting.workbook.book import Book, make_book
from tests.reporting.sun_studies import OTHER, sunny
from tests.reporting.workbook import studies
from tests.reporting.workbook.studies import study
from tests.reporting.workbook.values import Sheet, read_values, without_stored_values


@dataclass(frozen=True)
class Recalculated:
    """What siting wrote, what LibreOffice found, and the results it must agree with.

    ``book`` knows where figures stand in the workbook; ``expected`` may be a run with other inputs.
    """

    book: Book
    expected: Results
    content: bytes
    found: Mapping[str, Sheet]

    @property
    def by_hand(self) -> bool:
        """Whether inputs were changed in the workbook."""
        return self.expected is not self.book.results


def set_name(workbook: Workbook, name: str, value: float) -> None:
    """Puts a value where a defined name points."""
    ((sheet, address),) = workbook.defined_names[name].destinations
    workbook[sheet][address.replace("$", "")] = value


def _changed_by_hand(workbook: Workbook) -> None:
    set_name(workbook, "price_fit_pv", 37.8)
    set_name(workbook, "discount_rate", 0.04)
    set_name(workbook, "degradation_pv", 0.005)


def _fewer_years(workbook: Workbook) -> None:
    set_name(workbook, "finance_years", 12)
    set_name(workbook, "years_fit", 15)


def _money_by_hand(workbook: Workbook) -> None:
    """The figures of ``studies.OTHER_MONEY`` entered in the sheet of assumptions."""
    for name, value in {
        "inflation": 0.02, "consumption_tax": 0.08, "life_pv_insurance": 0.004, "life_pv_tax_reduced_years": 5,
        "life_pv_rep2_every": 7, "life_pv_removal_yen_per_kw": 9000, "life_pv_grid_own_intake_from_kw": 30,
        "life_hydro_grid_fixed_yen": 2500000, "subsidy_1_most": 15000000, "after_steps": 9, "period_certified": 16,
        "generation_charge_kwh_certified": 0.5, "deposit_certified": 0.8, "market_premium": 12, "own_share_part": 0.5,
        "surplus_site_ppa": 7, "wheeling_loss_other_site": 0.05,
    }.items():  # fmt: skip
        set_name(workbook, name, value)


def _sun_by_hand(workbook: Workbook) -> None:
    """The figures of ``sun_studies.OTHER`` entered in the sheet of assumptions."""
    for name, values in {"curtailed_value": (0.0, 0.2, 0.15), "capex_pv_value": (180000,)}.items():
        ((sheet, address),) = workbook.defined_names[name].destinations
        first, _, last = address.replace("$", "").partition(":")
        for (cell,), value in zip(workbook[sheet][f"{first}:{last or first}"], values, strict=True):
            cell.value = value


def _plots_by_hand(book: Book) -> Callable[[Workbook], None]:
    """The cells of ``studies.GIVEN_YIELDS`` entered in the sheet of options."""

    def change(workbook: Workbook) -> None:
        sheet = workbook[book.options.sheet]
        entries = {
            "W01-P1-pv-study": {"capacity_kw": 30, "kwh_per_kw": 1050},
            "W02-P1-pv-study": {"annual_kwh": 20000, "capacity_kw": 19},
            "W02-P2-pv-study": {"annual_kwh": 20000, "capex_yen": 9000000, "opex_yen_per_year": 100000},
            "W03-P1-pv-study": {"capacity_kw": 25},
        }
        for option, values in entries.items():
            for name, value in values.items():
                sheet[book.options.at(f"given_{name}").format(r=9 + book.places[option])[1:]] = value

    return change


@pytest.fixture(scope="package")
def recalculated(tmp_path_factory: pytest.TempPathFactory, sun_results: Results) -> Mapping[str, Recalculated]:
    """All studies by name."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice (soffice) is not installed: the formulas cannot be recalculated")
    folder = tmp_path_factory.mktemp("workbooks")
    made = _studies(folder / "studies")
    made |= {"sunlight": sun_results, "other sunlight": sunny(folder / "other", *OTHER)}
    base = made["example"]
    # (workbook of, inputs changed by hand, expected)
    wanted: dict[str, tuple[Results, Callable[[Workbook], None] | None, Results]] = {
        name: (results, None, results) for name, results in made.items()
    }
    wanted["changed by hand"] = (base, _changed_by_hand, made["discounted"])
    wanted["fewer years"] = (base, _fewer_years, made["short"])
    wanted["money by hand"] = (made["money"], _money_by_hand, made["other money"])
    wanted["plots by hand"] = (base, _plots_by_hand(make_book(base)), made["given yields"])
    wanted["sunlight by hand"] = (made["sunlight"], _sun_by_hand, made["other sunlight"])
    # Their figures are those that studies changed by hand must come to.
    del wanted["other money"], wanted["other sunlight"]
    written = {name: workbook_xlsx(results) for name, results in made.items() if name in wanted}
    contents = {
        name: next(written[one] for one in written if made[one] is results) for name, (results, *_) in wanted.items()
    }
    (folder / "in").mkdir()
    paths = {}
    for number, (name, content) in enumerate(contents.items()):
        paths[name] = folder / "in" / f"{number}.xlsx"
        # The files hold formulas only: what comes back, LibreOffice has computed.
        paths[name].write_bytes(_without_values(content, wanted[name][1]))
    _convert(list(paths.values()), folder)
    return {
        name: Recalculated(
            make_book(results), expected, contents[name], read_values((folder / "out" / paths[name].name).read_bytes())
        )
        for name, (results, _, expected) in wanted.items()
    }


def _without_values(content: bytes, change: Callable[[Workbook], None] | None) -> bytes:
    """The workbook as written or, where inputs are changed, as openpyxl saves it; without the values of formulas."""
    if change is None:
        return without_stored_values(content)
    workbook, saved = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    change(workbook)
    workbook.save(saved)
    return saved.getvalue()


def _studies(folder: Path) -> dict[str, Results]:
    folder.mkdir()
    one_case = (
        studies.without("cases.tariff", "co2", "judgement", "[judgement"),
        studies.ONE_CASE,
        studies.no_published,
    )
    no_screening = (studies.without("screening.pv"),)
    changes: dict[str, tuple[studies.Change, ...]] = {
        "example": (),
        "discounted": (studies.DISCOUNTED,),
        "short": (
            studies.replaced(
                ("[finance]\nyears = 20\n", "[finance]\nyears = 12\n"),
                ("period_years = 20", "period_years = 15"),
            ),
        ),
        "given yields": (studies.GIVEN_YIELDS,),
        "losing": (studies.LOSING,),
        "capex by kW": (studies.CAPEX_BY_KW, studies.DISCOUNTED),
        "thresholds": (studies.THRESHOLDS,),
        "cheapest": (studies.CHEAPEST, studies.DISCOUNTED),
        "one case": one_case,
        "no price for hydro": (studies.SOLAR_ONLY_PRICE,),
        "no screening yields": (*no_screening, studies.GIVEN_YIELDS, studies.no_published),
        "hostile": studies.HOSTILE,
        "turbines": (studies.DISCOUNTED, studies.FAVOURED, studies.WATER_STEADY),
        "less water": (studies.DISCOUNTED, studies.WATER_FALLING),
        "more water": (studies.DISCOUNTED, studies.WATER_RISING),
        "money": (studies.MONEY, studies.TAXED, studies.WATER_FALLING),
        "other money": (studies.MONEY, studies.TAXED, studies.WATER_FALLING, studies.OTHER_MONEY),
        "hours": (studies.TAXED, studies.HOURS),
        "leading": (studies.added("\n[outputs]\ncashflow_options = 9\n"),),
    }
    return {name: study(folder / str(at), *change) for at, (name, change) in enumerate(changes.items())} | {
        "English": study(folder / "en", lang="en")
    }


def _convert(paths: list[Path], folder: Path) -> None:
    command = [
        "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
        "--outdir", str(folder / "out"), *map(str, paths),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)

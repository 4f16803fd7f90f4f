"""Results to the bytes of the workbook."""

from __future__ import annotations

from siting.reporting.results import Results
from siting.reporting.workbook.assumptions import assumptions
from siting.reporting.workbook.book import Book, make_book
from siting.reporting.workbook.cash import cash_sheet
from siting.reporting.workbook.cells import Sheet
from siting.reporting.workbook.checks import open_points_sheet, published_sheet
from siting.reporting.workbook.cover import cover_sheet
from siting.reporting.workbook.evaluations import evaluations_sheet
from siting.reporting.workbook.factors import factors_sheet
from siting.reporting.workbook.items import items_sheet
from siting.reporting.workbook.layouts import layout_sheets
from siting.reporting.workbook.machines import machine_sheets
from siting.reporting.workbook.options import options_sheet
from siting.reporting.workbook.package import package
from siting.reporting.workbook.ranking import ranking_sheet
from siting.reporting.workbook.working import working_sheet


def workbook_xlsx(results: Results) -> bytes:
    """The workbook of a run in its language; the same results give the same bytes."""
    book = make_book(results)
    stated = assumptions(book)
    factors, sums = factors_sheet(book)
    sheets = [
        stated.sheet,
        options_sheet(book),
        *(sheet for case in book.cases for sheet in _flow_sheets(book, case)),
        evaluations_sheet(book),
        *machine_sheets(book),
        *layout_sheets(book),
        ranking_sheet(book),
        working_sheet(book),
        factors,
        open_points_sheet(book),
        published_sheet(book),
    ]
    study = results.config.project
    title = study.name if results.lang == "ja" else study.name_en or study.name
    return package([cover_sheet(book, sheets), *sheets], {**stated.names, **sums}, title)


def _flow_sheets(book: Book, case: str) -> list[Sheet]:
    """The cash flow of a case and, where it is not of the plain kind, its items."""
    return [cash_sheet(book, case), *([] if book.values[case].plain else [items_sheet(book, case)])]

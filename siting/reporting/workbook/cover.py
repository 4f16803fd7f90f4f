"""The cover: what the workbook is, how it counts, what the colours mean, from which files it comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from siting.language import translate
from siting.reporting.workbook.book import Book, sheet_name
from siting.reporting.workbook.cells import Cell, Role, Row, Sheet, Style, quoted, words
from siting.reporting.workbook.item_layout import output_control
from siting.reporting.workbook.layouts import layouts_name
from siting.reporting.workbook.machines import durations_name, turbines_name

WIDTHS = (30, 92)
_HASH_DIGITS = 16


def cover_sheet(book: Book, sheets: Sequence[Sheet]) -> Sheet:
    """The first sheet; ``sheets`` are those that follow."""
    study, lang = book.results.config.project, book.lang
    name = sheet_name(translate("Cover", lang))
    title = study.name if lang == "ja" else study.name_en or study.name
    client = study.client if lang == "ja" else study.client_en or study.client
    rows: list[Row] = [[words(title, Role.TITLE), None], [words(client, Role.NOTE), None], []]
    for part in (_about(book), _definitions(book), _legend(book), _origin(book)):
        rows += [*part, []]
    rows.append(_section(translate("Sheets", lang)))
    links = {}
    for sheet in sheets:
        rows.append([words(sheet.name, Role.LINK), words(_purpose(book, sheet.name), Role.WRAPPED)])
        links[f"A{len(rows)}"] = f"{quoted(sheet.name)}!A1"
    return Sheet(name, rows, WIDTHS, colour="FF1F3A5F", links=links)


def _section(heading: str) -> Row:
    return [words(heading, Role.SECTION), words("", Role.SECTION)]


def _pair(label: str, said: str) -> Row:
    return [words(label), words(said, Role.WRAPPED)]


def _about(book: Book) -> list[Row]:
    study, lang = book.results.config.project, book.lang
    note = study.note if lang == "ja" else study.note_en or study.note
    evaluated = int(book.results.options["status"].eq("evaluated").sum())
    return [
        _section(translate("About this workbook", lang)),
        _pair(translate("content", lang), translate("Everything that screening computes, with live formulas: change a yellow cell and energy, cash flow, B/C, NPV, IRR, payback, LCOE, CO₂, ranks, marks and short list follow.", lang)),
        _pair(translate("options with formulas", lang), f"{len(book.listed):,} / {evaluated:,}"),
        _pair(translate("excluded options", lang), f"{len(book.excluded):,}"),
        _pair(book.label("source"), study.source),
        _pair(book.label("note"), note),
    ]  # fmt: skip


def _definitions(book: Book) -> list[Row]:
    lang = book.lang
    return [
        _section(translate("How it counts", lang)),
        _pair(translate("years", lang), translate("t = 0 is the investment; operation is t = 1 to T, counted at the end of each year.", lang)),
        _pair(translate("energy", lang), translate("E(t) = E(1) x (1 - yearly loss)^(t-1)", lang)),
        *_control_pair(book),
        _pair(translate("discounting", lang), translate("1 / (1 + rate)^t. Year 0 is not discounted; a rate of 0 gives plain sums.", lang)),
        _pair(book.label("bc"), translate("present value of benefits / present value of costs; costs are investment, the extra cost of the case and running cost.", lang)),
        *_items_pair(book),
        _pair(book.label("npv_yen"), translate("present value of benefits - present value of costs", lang)),
        _pair(book.label("irr"), translate("the rate at which NPV is 0; empty with a reason where there is none or more than one.", lang)),
        _pair(book.label("payback_years"), translate("the year in which the running sum of net flows (not discounted) reaches 0, linear inside the year.", lang)),
        _pair(book.label("lcoe_yen_per_kwh"), translate("present value of the base cost / present value of energy over the operating years, without the extra cost of a case.", lang)),
        _pair(book.label("co2_own_t"), translate("CO₂ saved in the area; 0 where the environmental value is sold.", lang)),
        _pair(book.label("rank"), translate("by figures rounded to 12 significant digits; equal figures share a rank (1, 2, 3, 3, 3, 6).", lang)),
        _pair(translate("money", lang), translate("yen, nominal, without consumption tax unless a source says otherwise.", lang)),
    ]  # fmt: skip


def _control_pair(book: Book) -> list[Row]:
    """What output control takes, where the project states it."""
    if not output_control(book.results):
        return []
    said = translate("Of what solar exports the grid takes 1 - the share of output control of the year; what is used on site stays.", book.lang)  # fmt: skip
    return [_pair(translate("output control", book.lang), said)]


def _items_pair(book: Book) -> list[Row]:
    """What benefits and costs are where a case has a sheet of items."""
    if not book.layouts:
        return []
    said = translate("Where a price case has a sheet of items, costs are all items that are no benefit: subsidies, replacements, insurance, taxes, charges, removal and deposits too.", book.lang)  # fmt: skip
    return [_pair("", said)]


def _legend(book: Book) -> list[Row]:
    lang = book.lang
    return [
        _section(translate("Colours", lang)),
        [Cell(123, Style(Role.INPUT)), words(translate("input: may be changed", lang), Role.WRAPPED)],
        [
            Cell(123, Style(Role.FORMULA)),
            words(translate("formula or text: follows the inputs; better left alone", lang), Role.WRAPPED),
        ],
    ]


def _origin(book: Book) -> list[Row]:
    results, lang = book.results, book.lang
    return [
        _section(translate("Made from", lang)),
        _pair("siting", results.siting_version),
        *(_pair(file, f"SHA-256 {sha[:_HASH_DIGITS]}…") for file, sha in _files(book)),
    ]


def _files(book: Book) -> Iterator[tuple[str, str]]:
    yield "project.toml", book.results.config_sha256
    seen = set()
    for table in book.results.tables.values():
        # Several tables may be sheets of one file.
        if table.file and table.file not in seen:
            seen.add(table.file)
            yield table.file, table.sha256
    yield from book.results.files.items()


def _purpose(book: Book, sheet: str) -> str:
    lang = book.lang
    purposes = {
        sheet_name(translate("Assumptions", lang)): translate(
            "figures of project.toml: prices, periods, rates, cost models, ranking", lang
        ),
        sheet_name(translate("Yearly factors", lang)): translate(
            "discount factors and yearly energy, and their sums for the LCOE", lang
        ),
        book.options.sheet: translate(
            "power, energy, costs, LCOE and CO₂ of every option; excluded options with their reason", lang
        ),
        book.evaluations.sheet: translate(
            "B/C, NPV, IRR, payback, CO₂ and break-even price by option and price case", lang
        ),
        sheet_name(translate("Ranking", lang)): translate("ranks, marks, short list and overall judgement", lang),
        turbines_name(lang): translate(
            "every machine tried at every drop: design, energy, costs and reasons, as values", lang
        ),
        durations_name(lang): translate(
            "flow over the share of the year, and what becomes of it at the chosen machine, as values", lang
        ),
        layouts_name(lang): translate("every panel layout: areas, power, losses and energy by month, as values", lang),
        sheet_name(translate("Rank working", lang)): translate("how ranks, marks and short list come about", lang),
        sheet_name(translate("Published figures", lang)): translate("figures printed elsewhere beside ours", lang),
        sheet_name(translate("Open points", lang)): translate("what a person must still settle", lang),
    }
    purposes |= {
        book.cash(case).sheet: f"{translate('yearly flows of the price case', lang)}: {book.case_label(case)}"
        for case in book.cases
    }
    purposes |= {
        book.items(
            case
        ).sheet: f"{translate('energy, prices and items of the price case by option and year', lang)}: {book.case_label(case)}"
        for case in book.layouts
    }
    return purposes.get(sheet, "")

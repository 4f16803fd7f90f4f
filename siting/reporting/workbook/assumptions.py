"""The sheet of assumptions: every input of project.toml, named so that the formulas elsewhere can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from siting.language import Text, text, translate, verbatim
from siting.project.scalars import Sourced
from siting.reporting.workbook.blocks import title_rows
from siting.reporting.workbook.book import Book, sheet_name
from siting.reporting.workbook.cells import (
    TEXT,
    Cell,
    Role,
    Row,
    Sheet,
    Style,
    Validation,
    fitting,
    quoted,
    words,
)
from siting.reporting.workbook.inputs import groups
from siting.reporting.workbook.lines import Group, Line
from siting.reporting.workbook.units import unit_label
from siting.vocabulary.results import JUDGEMENTS, STATUSES

WIDTHS = (46, 14, 16, 17, 38, 23, 13, 52, 44)
_VALUE, _BOUND = "C", "B"


def _word(value: str) -> Text:
    """A status or judgement of the vocabulary as a message."""
    choice = next(one for one in (*STATUSES, *JUDGEMENTS) if one.value == value)
    return verbatim(choice.en, ja=choice.ja, en=choice.en)


# What formulas write into cells; kept in one place so that no formula carries a sentence.
MESSAGES: Mapping[str, Text] = {
    "word_evaluated": _word("evaluated"),
    "word_excluded": _word("excluded"),
    "word_no_yield": text("no yield"),
    "word_no_cost": text("no cost"),
    "word_negative_capex": text("negative capital cost"),
    "word_no_price": text("no case has a price for this technology"),
    "word_no_change": text("no IRR: the net flow never changes its sign"),
    "word_many_changes": text("no single IRR: the net flow changes its sign more than once"),
    "word_run_again": text("the net flow changes its sign more than once: run siting again for its rate of return"),
    "word_not_found": text("the IRR function found no rate"),
    "word_not_listed": _word("not_listed"),
    "word_aside": text("not on the short list"),
    "word_other_variant": text("another variant of the same place ranks higher"),
    "word_other_machine": text("another machine was chosen at this drop"),
    "word_no_figure": text("no ranking figure"),
    "word_within": text("within tolerance"),
    "word_differs": text("differs"),
    "word_missing": text("no such figure"),
}


@dataclass(frozen=True)
class Assumptions:
    """The sheet, and what the workbook's names refer to."""

    sheet: Sheet
    names: Mapping[str, str]


def assumptions(book: Book) -> Assumptions:
    """The sheet of assumptions and the defined names of its cells."""
    name = sheet_name(translate("Assumptions", book.lang))
    notes = (
        translate(
            "Yellow cells are inputs: change one and every sheet follows. The names in column F are those that the formulas use.",
            book.lang,
        ),
        translate("Years can be made fewer; more would need further columns in the cash flow sheets.", book.lang),
    )
    rows: list[Row] = [*title_rows(name, notes), []]
    header_at = len(rows) + 1
    rows += [_headings(book), _units(book)]
    at: dict[str, list[int]] = {}
    validations = []
    for group in groups(book):
        rows.append(_section(book, group.heading))
        noted: set[str] = set()
        for line in group.lines:
            rows.append(_line(book, line, noted))
            if not line.told:
                at.setdefault(line.name or line.span, []).append(len(rows))
            noted.add(_note(book, line.section))
            if line.whole:
                validations.append(_validation(book, line.whole, len(rows)))
    rows.append(_section(book, text("Words that the formulas write")))
    for word, message in MESSAGES.items():
        rows.append(_padded([words(book.say(message)), None, words(book.say(message)), None, None, words(word)]))
        at[word] = [len(rows)]
    sheet = Sheet(
        name, rows, WIDTHS, frozen_rows=header_at + 1, frozen_columns=1, title_rows=(header_at, header_at + 1),
        colour="FFE0C34C", validations=tuple(validations),
    )  # fmt: skip
    return Assumptions(sheet, dict(_names(name, groups(book), at)))


def _names(sheet: str, found: list[Group], at: Mapping[str, list[int]]) -> Iterator[tuple[str, str]]:
    spans = {line.span for group in found for line in group.lines if line.span}
    where = quoted(sheet)
    for name, rows in at.items():
        if name in spans:
            for ending, column in (("from", _BOUND), ("value", _VALUE)):
                yield f"{name}_{ending}", f"{where}!${column}${rows[0]}:${column}${rows[-1]}"
        else:
            yield name, f"{where}!${_VALUE}${rows[0]}"


def _headings(book: Book) -> Row:
    labels = (
        translate("item", book.lang),
        translate("from (size class, mark)", book.lang),
        translate("value", book.lang),
        translate("unit", book.lang),
        translate("key in project.toml", book.lang),
        translate("name in formulas", book.lang),
        translate("assumption", book.lang),
        book.label("source"),
        book.label("note"),
    )
    return [words(label, Role.HEADING) for label in labels]


def _units(book: Book) -> Row:
    units = ("", "kW / MWh", "", "", "", "", "", "", "")
    return [words(unit, Role.UNIT) for unit in units]


def _section(book: Book, heading: Text) -> Row:
    return [words(book.say(heading) if at == 0 else "", Role.SECTION) for at in range(len(WIDTHS))]


def _line(book: Book, line: Line, noted: set[str]) -> Row:
    """A line; a note stands only beside the first line of its group."""
    section = line.section
    role = Role.PLAIN if line.told else Role.FORMULA if line.formula else Role.INPUT
    value = Cell(line.value, Style(role, line.code), line.formula)
    note = _note(book, section)
    # The first class begins at nothing: that is no figure to change.
    movable = line.bound is not None and (line.bound > 0 or not line.section)
    bound = Cell(line.bound, Style(Role.INPUT if movable else Role.PLAIN, fitting(line.bound)))
    return [
        words(book.say(line.label), Role.WRAPPED),
        bound,
        value,
        words(unit_label(line.unit, book.lang)),
        words(line.key, Role.WRAPPED),
        words("" if line.told else line.name or f"{line.span}_value", Role.WRAPPED),
        words(translate("assumption", book.lang) if section and section.assumption else "", Role.MARK),
        words(section.source if section else "", Role.WRAPPED),
        words("" if note in noted else note, Role.WRAPPED),
    ]


def _note(book: Book, section: Sourced | None) -> str:
    if section is None:
        return ""
    return section.note if book.lang == "ja" else section.note_en or section.note


def _padded(cells: Row) -> Row:
    filled: Row = [cell or Cell(None, Style(Role.PLAIN, TEXT)) for cell in cells]
    return filled + [Cell(None, Style(Role.PLAIN, TEXT)) for _ in range(len(WIDTHS) - len(cells))]


def _validation(book: Book, bounds: tuple[int, int], row: int) -> Validation:
    low, high = bounds
    message = book.say(text("a whole number from {low} to {high}", low=low, high=high))
    return Validation(f"{_VALUE}{row}", low, high, message)

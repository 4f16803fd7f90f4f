"""Sheets of what is compared and what is open: published figures beside ours, and open points."""

from __future__ import annotations

from siting.language import Text, text, translate
from siting.reporting.workbook.assumptions import MESSAGES
from siting.reporting.workbook.blocks import Block, table_rows, text_block, title_rows, widths
from siting.reporting.workbook.book import FIRST_ROW, HEADING_ROW, UNIT_ROW, Book, sheet_name
from siting.reporting.workbook.cells import Highlight, Role, Sheet, Style, decimals, fitting, letter
from siting.reporting.workbook.options import technology_labels
from siting.reporting.workbook.units import unit_label
from siting.reporting.workbook.working import working_grid
from siting.vocabulary.results import result_column
from siting.vocabulary.tables import CONSTRAINT_KINDS

# A difference equal to the tolerance is within it; the rest is floating point (as the engine compares).
SLACK = "0.000000001"
_VALUE, _TOLERANCE, _OURS, _DIFFERENCE, _STATE = (letter(at) for at in (6, 7, 8, 9, 10))

_KINDS: dict[str, Text] = {
    "assumption": text("assumption"),
    "published": text("published figure"),
    "mount": text("place of the panels"),
    "position": text("position"),
    "input": text("missing input"),
    "record": text("how flows and heads were read"),
    "finance": text("finance"),
}


def published_sheet(book: Book) -> Sheet:
    """Figures printed elsewhere, ours as a reference to its formula, difference and state."""
    frame, lang = book.results.published, book.lang
    columns = list(frame["column"])
    ours = [_ours(book, option, column) for option, column in zip(frame["option_id"], columns, strict=True)]
    words = {state: book.say(MESSAGES[f"word_{state}"]) for state in ("within", "differs", "missing")}
    difference = f'IF(${_OURS}{{r}}="","",${_OURS}{{r}}-${_VALUE}{{r}})'
    state = f'IF(${_OURS}{{r}}="",word_missing,IF(ABS(${_DIFFERENCE}{{r}})<=${_TOLERANCE}{{r}}+{SLACK},word_within,word_differs))'
    number, given = Style(Role.FORMULA), Style(Role.INPUT)
    codes = [_code(book, column) for column in columns]
    notes = frame["note"] if lang == "ja" else frame["note_en"].where(frame["note_en"].notna(), frame["note"])
    blocks = [
        text_block(book.label("owner_id"), frame["owner_id"]),
        text_block(book.label("technology"), technology_labels(book, frame["technology"])),
        text_block(book.label("variant"), frame["variant"]),
        text_block(translate("figure", lang), [book.column_label(column) for column in columns]),
        text_block(translate("unit", lang), [_unit(book, column) for column in columns]),
        Block(
            translate("published", lang),
            frame["value"],
            given,
            codes=[fitting(one) for one in frame["value"]],
        ),
        Block(
            book.label("tolerance"),
            frame["tolerance"],
            given,
            codes=[fitting(one) for one in frame["tolerance"]],
        ),
        Block(translate("ours", lang), frame["ours"], number, "", ours, codes=codes),
        Block(translate("difference", lang), frame["difference"], number, "", difference, codes=codes),
        Block(book.label("state"), [words[one] for one in frame["state"]], Style(Role.FORMULA), "", state),
        text_block(book.label("source"), frame["source"], wrapped=True),
        text_block(book.label("note"), notes, wrapped=True),
    ]
    name = sheet_name(translate("Published figures", lang))
    rows = table_rows(
        title_rows(
            name,
            [
                translate(
                    "Our figures beside those printed elsewhere. Shaded rows differ by more than the tolerance.",
                    lang,
                )
            ],
        ),
        blocks,
    )
    shading = Highlight(
        f"A{FIRST_ROW}:{letter(len(blocks))}{max(len(rows), FIRST_ROW)}",
        f"${_STATE}{FIRST_ROW}=word_differs",
        warns=True,
    )
    return Sheet(
        name, rows, widths(blocks), frozen_rows=UNIT_ROW, frozen_columns=1, title_rows=(HEADING_ROW, UNIT_ROW),
        colour="FF9C8FC4", highlights=(shading,),
    )  # fmt: skip


def _code(book: Book, column: str) -> str:
    """Our figure with more decimals than people read, as it is compared with what was printed."""
    if column == "rank":
        return decimals(0)
    found, _ = result_column(column, book.cases)
    return decimals(found.decimals + 2 if found.decimals else 1)


def _unit(book: Book, column: str) -> str:
    if column == "rank":
        return ""
    found, _ = result_column(column, book.cases)
    return unit_label(found.unit, book.lang)


def _ours(book: Book, option: str, column: str) -> str:
    """The formula of our figure; empty where the option has none in this workbook."""
    at = book.places.get(option)
    if at is None:
        return ""
    if column == "rank":
        return working_grid(book).far("rank").format(o=FIRST_ROW + at)
    return book.figure(column, at)


def open_points_sheet(book: Book) -> Sheet:
    """What a person must still settle."""
    points, lang = book.results.open_points, book.lang
    facilities = book.results.tables["facilities"].frame
    # Open points carry the Japanese name alone.
    names = {
        name: book.facilities[one] for name, one in zip(facilities["name"], facilities["facility_id"], strict=True)
    }
    kinds = {choice.value: choice.label(lang) for choice in CONSTRAINT_KINDS} | {
        kind: said.say(lang) for kind, said in _KINDS.items()
    }
    blocks = [
        Block(translate("number", lang), list(range(1, len(points) + 1)), Style(Role.MARK, "0")),
        text_block(book.label("owner_id"), points["owner_id"]),
        text_block(book.label("facility"), [names.get(one, one) for one in points["facility"]]),
        text_block(book.label("kind"), [kinds.get(kind, str(kind)) for kind in points["kind"]]),
        text_block(
            translate("what must be settled", lang),
            [book.say(what) for what in points["what"]],
            widest=70,
            wrapped=True,
        ),
        text_block(book.label("ask"), points["ask"]),
        text_block(book.label("by_when"), points["by_when"]),
        text_block(book.label("source"), points["source"], wrapped=True),
    ]
    name = sheet_name(translate("Open points", lang))
    rows = table_rows(
        title_rows(
            name,
            [translate("Unknown constraints, assumptions, differences from print and gaps in the input.", lang)],
        ),
        blocks,
    )
    return Sheet(
        name,
        rows,
        widths(blocks),
        frozen_rows=UNIT_ROW,
        title_rows=(HEADING_ROW, UNIT_ROW),
        colour="FF9C8FC4",
    )

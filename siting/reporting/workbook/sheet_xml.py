"""One sheet as SpreadsheetML (ECMA-376 part 1, section 18.3).

Written here and not through openpyxl: it cannot store a formula together with its value, and without values
previewers and pandas would see empty cells.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from siting.reporting.workbook.cells import Cell, Role, Row, Sheet, Style, letter, text_width

LONGEST_TEXT = 32_767
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ as the character of that code; a text that has it by itself gets its underscore escaped.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TITLE_HEIGHT, _LINE_HEIGHT, _GAP_HEIGHT, _MOST_LINES = 24, 15, 6, 12
# Latin letters are narrower than the digits that widths count.
_NARROW = 0.92
_WRAPPED = (Role.WRAPPED, Role.HEADING)


def safe_text(value: str) -> str:
    """A user's text as a cell may hold it: no characters that XML forbids, no longer than Excel takes."""
    legal = _ILLEGAL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if len(legal) * 2 > LONGEST_TEXT:
        legal = legal.encode("utf-16-le")[: LONGEST_TEXT * 2].decode("utf-16-le", errors="ignore")
    return legal


def _text_xml(value: str) -> str:
    return escape(_LOOKS_ESCAPED.sub("_x005F_", safe_text(value)))


def sheet_xml(sheet: Sheet, styles: Mapping[Style, int], first: bool) -> str:
    """The whole part of a sheet."""
    width = max((len(row) for row in sheet.rows), default=1)
    return "".join(
        [
            HEADER,
            f'<worksheet xmlns="{NAMESPACE}">',
            f'<sheetPr><tabColor rgb="{sheet.colour}"/><pageSetUpPr fitToPage="{int(sheet.scale is None)}"/></sheetPr>',
            f'<dimension ref="A1:{letter(width)}{max(len(sheet.rows), 1)}"/>',
            _view(sheet, first),
            '<sheetFormatPr defaultRowHeight="15"/>',
            _columns(sheet),
            "<sheetData>",
            *_rows(sheet, styles),
            "</sheetData>",
            *_highlights(sheet),
            _validations(sheet),
            _links(sheet),
            _page(sheet),
            "</worksheet>",
        ]
    )


def _view(sheet: Sheet, first: bool) -> str:
    pane = ""
    if sheet.frozen_rows or sheet.frozen_columns:
        split = "".join(
            f' {side}Split="{count}"'
            for side, count in (("x", sheet.frozen_columns), ("y", sheet.frozen_rows))
            if count
        )
        corner = f"{letter(sheet.frozen_columns + 1)}{sheet.frozen_rows + 1}"
        name = (
            "bottomRight"
            if sheet.frozen_columns and sheet.frozen_rows
            else "bottomLeft"
            if sheet.frozen_rows
            else "topRight"
        )
        pane = f'<pane{split} topLeftCell="{corner}" activePane="{name}" state="frozen"/><selection pane="{name}"/>'
    selected = ' tabSelected="1"' if first else ""
    return f'<sheetViews><sheetView showGridLines="0"{selected} workbookViewId="0">{pane}</sheetView></sheetViews>'


def _columns(sheet: Sheet) -> str:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"/>'
        for at, width in enumerate(sheet.widths, start=1)
    )
    return f"<cols>{columns}</cols>" if columns else ""


def _rows(sheet: Sheet, styles: Mapping[Style, int]) -> Iterator[str]:
    for number, row in enumerate(sheet.rows, start=1):
        cells = "".join(
            _cell(f"{letter(at)}{number}", cell, styles) for at, cell in enumerate(row, start=1) if cell is not None
        )
        yield f'<row r="{number}"{_height(row, sheet.widths)}>{cells}</row>'


def _height(row: Row, widths: Sequence[float]) -> str:
    """Enough height for wrapped texts: not every program finds it by itself."""
    if not row:
        return f' ht="{_GAP_HEIGHT}" customHeight="1"'
    first = row[0]
    if first and first.style.role is Role.TITLE:
        return f' ht="{_TITLE_HEIGHT}" customHeight="1"'
    lines = max(
        (
            _lines(cell.value, width)
            for cell, width in zip(row, widths, strict=False)
            if cell and cell.style.role in _WRAPPED
        ),
        default=1,
    )
    return f' ht="{min(lines, _MOST_LINES) * _LINE_HEIGHT}" customHeight="1"' if lines > 1 else ""


def _lines(value: str | float | None, width: float) -> int:
    if not isinstance(value, str):
        return 1
    return sum(
        max(1, math.ceil(text_width(line) * (_NARROW if line.isascii() else 1) / max(width - 1, 1)))
        for line in value.split("\n")
    )


def _cell(address: str, cell: Cell, styles: Mapping[Style, int]) -> str:
    value, style, formula = cell
    start = f'<c r="{address}" s="{styles[style]}"'
    if formula:
        if isinstance(value, str):
            return f'{start} t="str"><f>{escape(formula)}</f><v>{_text_xml(value)}</v></c>'
        return f"{start}><f>{escape(formula)}</f>{'' if value is None else f'<v>{value!r}</v>'}</c>"
    if value is None:
        return f"{start}/>"
    if isinstance(value, str):
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{_text_xml(value)}</t></is></c>'
    return f"{start}><v>{value!r}</v></c>"


def _highlights(sheet: Sheet) -> Iterator[str]:
    for at, one in enumerate(sheet.highlights, start=1):
        yield (
            f'<conditionalFormatting sqref="{one.cells}"><cfRule type="expression" dxfId="{int(one.warns)}" priority="{at}">'
            f"<formula>{escape(one.formula)}</formula></cfRule></conditionalFormatting>"
        )


def _validations(sheet: Sheet) -> str:
    if not sheet.validations:
        return ""
    rules = "".join(
        '<dataValidation type="whole" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
        f' error="{_attribute(one.message)}" prompt="{_attribute(one.message)}" sqref="{one.address}">'
        f"<formula1>{one.low}</formula1><formula2>{one.high}</formula2></dataValidation>"
        for one in sheet.validations
    )
    return f'<dataValidations count="{len(sheet.validations)}">{rules}</dataValidations>'


def _links(sheet: Sheet) -> str:
    if not sheet.links:
        return ""
    links = "".join(f'<hyperlink ref="{cell}" location="{_attribute(to)}"/>' for cell, to in sheet.links.items())
    return f"<hyperlinks>{links}</hyperlinks>"


def _page(sheet: Sheet) -> str:
    fit = 'fitToWidth="1" fitToHeight="0"' if sheet.scale is None else f'scale="{sheet.scale}"'
    breaks = "".join(f'<brk id="{at}" max="1048575" man="1"/>' for at in sheet.column_breaks)
    count = len(sheet.column_breaks)
    return (
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" orientation="landscape" {fit}/>'
        "<headerFooter><oddHeader>&amp;L&amp;A</oddHeader><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
        + (f'<colBreaks count="{count}" manualBreakCount="{count}">{breaks}</colBreaks>' if count else "")
    )


def _attribute(value: str) -> str:
    return escape(safe_text(value), {'"': "&quot;"})

"""Sheets to the bytes of an XLSX file; the same sheets give the same bytes (fixed times, fixed order)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from siting.reporting.workbook.cells import Sheet, letter, quoted
from siting.reporting.workbook.sheet_xml import HEADER, NAMESPACE, safe_text, sheet_xml
from siting.reporting.workbook.styles_xml import style_numbers, styles_xml

# The earliest time a zip entry can carry.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
DOCUMENT_TIME = "1980-01-01T00:00:00Z"
COMPRESSION = 6
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def package(sheets: Sequence[Sheet], names: Mapping[str, str], title: str) -> bytes:
    """The file with its sheets and defined names."""
    styles = style_numbers(cell.style for sheet in sheets for row in sheet.rows for cell in row if cell is not None)
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _core(title),
        "docProps/app.xml": _app(),
        "xl/workbook.xml": _workbook(sheets, names),
        "xl/_rels/workbook.xml.rels": _workbook_relations(len(sheets)),
        "xl/styles.xml": styles_xml(styles),
    }
    for at, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{at}.xml"] = sheet_xml(sheet, styles, first=at == 1)
    return _zipped(parts)


def _zipped(parts: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as file:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Otherwise the entry would say on which system it was made.
            entry.create_system = 0
            file.writestr(entry, part.encode("utf-8"))
    return buffer.getvalue()


def _content_types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_MIME}.worksheet+xml"/>'
        for at in range(1, count + 1)
    )
    return (
        f'{HEADER}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MIME}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_MIME}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
        "</Types>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _package_relations() -> str:
    return _relations(
        [
            (f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        ]
    )


def _workbook_relations(count: int) -> str:
    sheets = [(f"{_OFFICE}/relationships/worksheet", f"worksheets/sheet{at}.xml") for at in range(1, count + 1)]
    return _relations([*sheets, (f"{_OFFICE}/relationships/styles", "styles.xml")])


def _core(title: str) -> str:
    return (
        f'{HEADER}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(safe_text(title))}</dc:title><dc:creator>siting</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{DOCUMENT_TIME}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{DOCUMENT_TIME}</dcterms:modified></cp:coreProperties>'
    )


def _app() -> str:
    return f'{HEADER}<Properties xmlns="{_OFFICE}/extended-properties"><Application>siting</Application></Properties>'


def _workbook(sheets: Sequence[Sheet], names: Mapping[str, str]) -> str:
    tabs = "".join(
        f'<sheet name="{escape(sheet.name, {chr(34): "&quot;"})}" sheetId="{at}" r:id="rId{at}"/>'
        for at, sheet in enumerate(sheets, start=1)
    )
    own = [f'<definedName name="{name}">{escape(refers)}</definedName>' for name, refers in names.items()]
    printed = [one for at, sheet in enumerate(sheets) for one in _print_names(at, sheet)]
    # fullCalcOnLoad: the stored values are the engine's; a spreadsheet program computes its own when it opens the file.
    return (
        f'{HEADER}<workbook xmlns="{NAMESPACE}" xmlns:r="{_OFFICE}/relationships">'
        '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="14000" tabRatio="850"/></bookViews>'
        f"<sheets>{tabs}</sheets><definedNames>{''.join(sorted([*own, *printed]))}</definedNames>"
        '<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>'
    )


def _print_names(at: int, sheet: Sheet) -> list[str]:
    width = max((len(row) for row in sheet.rows), default=1)
    where = escape(quoted(sheet.name))
    found = [
        f'<definedName name="_xlnm.Print_Area" localSheetId="{at}">{where}!$A$1:${letter(width)}${max(len(sheet.rows), 1)}</definedName>'
    ]
    if sheet.title_rows:
        first, last = sheet.title_rows
        columns = f"{where}!$A:${letter(sheet.frozen_columns)}," if sheet.frozen_columns and sheet.column_breaks else ""
        found.append(
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">{columns}{where}!${first}:${last}</definedName>'
        )
    return found

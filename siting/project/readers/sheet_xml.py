"""What openpyxl's fast mode does not tell of a sheet: merged cells, and formulas whose result was never stored."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from xml.etree import ElementTree
from zipfile import ZipFile

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_WORTH_PARSING = re.compile(rb"<(?:\w+:)?(?:mergeCell|f)[\s/>]")


@dataclass(frozen=True)
class SheetMarks:
    """Ranges of merged cells (``A2:A4``) and cells whose formula has no stored result (``C7``)."""

    merged: tuple[str, ...] = ()
    without_result: tuple[str, ...] = ()


def sheet_marks(workbook: IO[bytes], title: str) -> SheetMarks:
    """The marks of one sheet; none for a workbook whose parts lie elsewhere than Excel puts them."""
    with ZipFile(workbook) as archive:
        part = _part_of(archive, title)
        content = archive.read(part) if part in archive.namelist() else b""
    return _marks(content) if _WORTH_PARSING.search(content) else SheetMarks()


def _part_of(archive: ZipFile, title: str) -> str:
    if not {_WORKBOOK, _RELATIONS} <= set(archive.namelist()):
        return ""
    sheets = ElementTree.fromstring(archive.read(_WORKBOOK)).iterfind(".//{*}sheet")
    # The attribute's namespace differs between the two flavours of the format, its local name does not.
    ids = [value for s in sheets if s.get("name") == title for key, value in s.items() if key.endswith("}id")]
    relations = ElementTree.fromstring(archive.read(_RELATIONS)).iterfind("{*}Relationship")
    targets = [relation.get("Target", "") for relation in relations if relation.get("Id") in ids]
    return posixpath.normpath(posixpath.join("/xl", targets[0])).lstrip("/") if targets else ""


def _marks(content: bytes) -> SheetMarks:
    merged, without_result = [], []
    for _, element in ElementTree.iterparse(BytesIO(content)):
        tag = element.tag.rpartition("}")[2]
        if tag == "mergeCell":
            merged.append(element.get("ref", ""))
        elif tag == "c":
            if _lacks_result(element):
                without_result.append(element.get("r", ""))
            element.clear()
    return SheetMarks(tuple(merged), tuple(without_result))


def _lacks_result(cell: ElementTree.Element) -> bool:
    """A formula without value; one of type ``str`` has the empty text as its result."""
    return cell.find("{*}f") is not None and not cell.findtext("{*}v") and cell.get("t") != "str"

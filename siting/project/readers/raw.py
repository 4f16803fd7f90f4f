"""A table as it was found in a file: cells as they stand, and where each of them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[np.object_]


@dataclass(frozen=True)
class TableSource:
    """Which file, and which part of it, holds a table; the user's hints on how to read it."""

    path: Path
    name: str
    sheet: str | None = None
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None


@dataclass(frozen=True)
class RawTable:
    """Headings and columns of raw cells (str, int, float, bool, date or None).

    ``rows`` are the numbers under which the user finds each row: line of a CSV as a spreadsheet counts it
    (heading = 1), row of a sheet, feature of a layer (first = 1). ``letters`` are the column letters of a sheet,
    empty elsewhere. ``geometry`` holds shapely geometries in WGS 84 longitude/latitude, or is None;

    ``notes`` may hold ``lines`` (False where headings have no line), ``reported`` (places of cells that a problem
    already speaks of and that therefore read as None) and ``sidecars`` (SHA-256 of the other files of a Shapefile).
    """

    file: str
    sha256: str
    headings: tuple[str, ...]
    columns: tuple[Cells, ...]
    rows: npt.NDArray[np.int64]
    sheet: str = ""
    letters: tuple[str, ...] = ()
    geometry: Cells | None = None
    truncated_headings: bool = False
    notes: dict[str, Any] = field(default_factory=dict)

    def place(self, row: int, column: int | None = None) -> str:
        """Where the cell stands: ``14`` in a CSV, ``施設!C14`` in a workbook."""
        number = str(int(self.rows[row]))
        return self._with_sheet((self.letters[column] if self.letters and column is not None else "") + number)

    def heading_place(self, column: int) -> str:
        """Where a heading stands; a layer's field names have no line."""
        if self.letters:
            return self._with_sheet(f"{self.letters[column]}1")
        return "1" if self.notes.get("lines", True) else ""

    def _with_sheet(self, cell: str) -> str:
        return f"{self.sheet}!{cell}" if self.sheet else cell

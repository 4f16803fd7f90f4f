"""Rows to files as they come: Parquet whole, in row groups; CSV for Excel up to the rows that fit on its sheet."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from siting.reporting.delimited import BOM

# A sheet of Excel has 1,048,576 rows, the heading among them.
CSV_ROWS = 1_048_575


def write_rows(tables: Iterable[pa.Table], parquet: Path | BytesIO | None, csv: Path | BytesIO) -> tuple[int, int]:
    """Writes tables of the same columns one after the other; gives back all rows, and those in the CSV."""
    whole: Any = None
    sheet: Any = None
    rows = written = 0
    stream = csv.open("wb") if isinstance(csv, Path) else csv
    try:
        for table in tables:
            if sheet is None:
                sheet = _sheet(stream, table)
                whole = None if parquet is None else pa.parquet.ParquetWriter(parquet, table.schema, compression="zstd")
            if whole is not None:
                whole.write_table(table, row_group_size=max(1, len(table)))
            fits = min(len(table), CSV_ROWS - written)
            if fits:
                sheet.write_table(table.slice(0, fits).cast(_plain(table.schema)))
            rows, written = rows + len(table), written + fits
    finally:
        for one in (sheet, whole):
            if one is not None:
                one.close()
        if isinstance(csv, Path):
            stream.close()
    return rows, written


def _plain(schema: pa.Schema) -> pa.Schema:
    """The schema with words instead of their numbers in a dictionary, which CSV has none of."""
    return pa.schema([
        pa.field(one.name, one.type.value_type if pa.types.is_dictionary(one.type) else one.type) for one in schema
    ])  # fmt: skip


def _sheet(stream: Any, table: pa.Table) -> Any:
    stream.write((BOM + ",".join(table.column_names) + "\n").encode("utf-8"))
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
    return pa.csv.CSVWriter(stream, _plain(table.schema), write_options=options)

"""One table from whatever file it is in."""

from __future__ import annotations

from siting.errors import Problem
from siting.language import text
from siting.project.readers.delimited import read_delimited
from siting.project.readers.files import DELIMITED, PARQUET, WORKBOOK, foreign_format, unopenable, whole_file
from siting.project.readers.geo import read_geo, read_parquet
from siting.project.readers.raw import RawTable, TableSource
from siting.project.readers.workbook import read_workbook
from siting.vocabulary import Table


def read_table(source: TableSource, table: Table) -> tuple[RawTable | None, list[Problem]]:
    """The table with the problems of its rows and cells, or None and what is wrong with the whole file."""
    suffix = source.path.suffix.lower()
    problem = unopenable(source) or foreign_format(source.name, suffix)
    if problem:
        return None, [problem]
    try:
        if suffix in DELIMITED:
            return read_delimited(source)
        if suffix in WORKBOOK:
            return read_workbook(source, table)
        return read_parquet(source, table) if suffix in PARQUET else read_geo(source, table)
    except OSError as error:  # the file went away, or the disk failed, after it had been opened
        reason = error.strerror or str(error)
        return None, [whole_file(source.name, text("the file cannot be read: {reason}", reason=reason))]

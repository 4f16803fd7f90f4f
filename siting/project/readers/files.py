"""Files as such: which endings are read, what is said of those that are not, hashes, and files that cannot be opened."""

from __future__ import annotations

import hashlib
from pathlib import Path

from siting.errors import Problem
from siting.language import Text, text
from siting.project.readers.raw import TableSource

DELIMITED = (".csv", ".tsv", ".txt")
WORKBOOK = (".xlsx", ".xlsm")
LAYERED = (".gpkg", ".geojson", ".json", ".shp", ".dbf")
PARQUET = (".parquet", ".geoparquet")
READABLE = DELIMITED + WORKBOOK + LAYERED + PARQUET

FOREIGN_SHEETS = (".xls", ".xlsb", ".ods", ".mdb", ".accdb")
FOREIGN_MAPS = (".kml", ".kmz", ".gml")


def whole_file(file: str, expected: Text) -> Problem:
    """A fault of the whole file."""
    return Problem(file, "", "", None, expected)


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def foreign_format(file: str, suffix: str) -> Problem | None:
    """What to do with a file whose format siting does not read; None for the formats it does."""
    if suffix in FOREIGN_SHEETS:
        return whole_file(file, text("siting does not read {format} files: save it as .xlsx or .csv", format=suffix))
    if suffix in FOREIGN_MAPS:
        return whole_file(
            file, text("siting does not read {format} files: save it as GeoPackage (.gpkg)", format=suffix)
        )
    if suffix not in READABLE:
        formats = ".csv, .xlsx, .gpkg, .geojson, .shp, .parquet"
        return whole_file(file, text("siting reads {formats}: save the table in one of these formats", formats=formats))
    return None


def unopenable(source: TableSource) -> Problem | None:
    """Why the file cannot even be opened; None if it can."""
    try:
        if source.path.is_dir():
            return whole_file(source.name, text("this is a folder: name the file inside it"))
        with source.path.open("rb") as file:
            empty = not file.read(1)
    except FileNotFoundError:
        return whole_file(source.name, text("there is no such file"))
    except PermissionError:
        return whole_file(
            source.name,
            text("the file may not be opened: close it in other programs, or ask for the right to read it"),
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return whole_file(source.name, text("the file cannot be read: {reason}", reason=reason))
    return whole_file(source.name, text("the file is empty")) if empty else None

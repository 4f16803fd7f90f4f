"""Which files the results rest on, and how to tell that they are the same files."""

from __future__ import annotations

from dataclasses import dataclass

from siting.reporting.page.figure import Figure, counted
from siting.reporting.page.view import View
from siting.vocabulary.tables import TABLES


@dataclass(frozen=True)
class InputFile:
    """A file that was read, with its fingerprint."""

    table: str
    file: str
    sheet: str
    rows: Figure | None
    sha256: str


@dataclass(frozen=True)
class Provenance:
    """The inputs and the program."""

    files: tuple[InputFile, ...]
    version: str
    source: str


def provenance(view: View) -> Provenance:
    """The inputs of the results."""
    results = view.results
    tables = [
        InputFile(one.label(view.lang), given.file, given.sheet, counted(len(given.rows)), given.sha256)
        for one in TABLES
        if (given := results.tables.get(one.name)) is not None and given.file
    ]
    settings = InputFile("", "project.toml", "", None, results.config_sha256)
    return Provenance((settings, *tables), results.siting_version, results.config.project.source)

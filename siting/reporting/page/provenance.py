"""Which files the results rest on, and how to tell that they are the same files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from siting.language import Text, text, verbatim
from siting.reporting.page.figure import Figure, counted
from siting.reporting.page.view import View
from siting.vocabulary.tables import TABLES


@dataclass(frozen=True)
class InputFile:
    """A file that was read, with its fingerprint."""

    table: Text
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


def provenance(views: Sequence[View]) -> Provenance:
    """The inputs of the results."""
    results = views[0].results
    tables = [
        InputFile(
            verbatim(one.label("ja"), en=one.label("en")),
            given.file,
            given.sheet,
            counted(len(given.rows)),
            given.sha256,
        )
        for one in TABLES
        if (given := results.tables.get(one.name)) is not None and given.file
    ]
    settings = InputFile(text("settings"), "project.toml", "", None, results.config_sha256)
    return Provenance((settings, *tables), results.siting_version, results.config.project.source)

"""Which sheet or layer of a file holds a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from siting.language import Text, text
from siting.vocabulary import Table


def choose_part(names: Sequence[str], stated: str | None, table: Table) -> tuple[str | None, Text]:
    """The sheet or layer that holds the table: the stated one, the one named like the table, or the only one."""
    listed = ", ".join(names)
    if stated is not None:
        found = [name for name in names if name == stated] or named_like(names, (stated,))
        wording = text("there is no {part}; the file has {names}", part=stated, names=listed)
    else:
        found = named_like(names, (table.name, table.ja)) or list(names)
        wording = text(
            "which part holds the table? State sheet or layer under [tables.{table}] in project.toml; the file has {names}",
            table=table.name,
            names=listed,
        )
    return (found[0], wording) if len(found) == 1 else (None, wording)


def named_like(names: Iterable[str], wanted: Sequence[str]) -> list[str]:
    """The names that are one of ``wanted``, whatever their case and width."""
    folded = {fold(name) for name in wanted}
    return [name for name in names if fold(name) in folded]


def fold(name: str) -> str:
    """A name without case, width and surrounding blanks; file names of macOS come decomposed."""
    return unicodedata.normalize("NFKC", name).strip().casefold()

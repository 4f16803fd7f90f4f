"""``siting data``: the tables siting ships, with source and date."""

from __future__ import annotations

import click

from siting.cli.shell import shared_options, speak
from siting.cli.spoken import SpokenCommand, SpokenGroup
from siting.resources import share


@click.group("data", cls=SpokenGroup)
@shared_options
def command() -> None:
    """List and show the tables siting ships, with source and date."""


@command.command("list", cls=SpokenCommand)
@shared_options
def list_tables() -> None:
    """List the shipped tables."""
    from siting.cli.tables import aligned
    from siting.language import text
    from siting.shipped import SHIPPED, read_shipped

    lang = speak(None)
    headings = [one.say(lang) for one in (text("name"), text("content"), text("rows"), text("as of"))]
    rows = []
    for table in SHIPPED:
        found = read_shipped(share("data"), table.name)
        latest = max(row["as_of"].removeprefix("FY") for row in found)
        rows.append([table.name, table.ja if lang == "ja" else table.en, str(len(found)), latest])
    click.echo(aligned(headings, rows, [False, False, True, False]))


@command.command("show", cls=SpokenCommand)
@click.argument("name", metavar="NAME")
@shared_options
def show_table(name: str) -> None:
    """Print a shipped table as CSV."""
    from siting.shipped import read_shipped

    speak(None)
    read_shipped(share("data"), name)
    click.echo((share("data") / f"{name}.csv").read_text(encoding="utf-8"), nl=False)

"""``siting init``: a project folder to edit."""

from __future__ import annotations

from pathlib import Path

import click

from siting.cli.shell import note, shared_options, speak
from siting.cli.spoken import SpokenCommand, SpokenOption
from siting.errors import OutputRefused
from siting.language import text
from siting.resources import example as example_folder

EXAMPLES = ("toyonaka", "toyonaka-today", "drops", "blank")


@click.command("init", cls=SpokenCommand)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--example",
    type=click.Choice(EXAMPLES),
    default="toyonaka",
    cls=SpokenOption,
    help="toyonaka: the published study, ready to run (default); toyonaka-today: its sites at the prices of today; drops: water power from flow records; blank: headings and every setting with its default.",
)
@shared_options
def command(folder: Path, example: str) -> None:
    """Make a project folder to edit.

    An existing folder that holds anything is left alone.
    """  # fmt: skip
    lang = speak(None)
    if folder.is_symlink() or folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise OutputRefused(text("{out} exists and is not empty; name a new folder", out=str(folder)))
    folder.mkdir(parents=True, exist_ok=True)
    origin = example_folder(example)
    for source in sorted(path for path in origin.rglob("*") if path.is_file()):
        target = folder / source.relative_to(origin)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    click.echo(str(folder))
    note(text("edit the tables, then: siting check {folder}; siting run {folder}", folder=str(folder)).say(lang))

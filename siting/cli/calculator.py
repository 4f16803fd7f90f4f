"""What the one-off calculators share: options for a chart and the output's form, and how wrong options are told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from siting.cli.shell import USAGE
from siting.cli.spoken import SpokenOption
from siting.errors import InputProblems
from siting.language import Text, text

Command = Callable[..., int | None]
# Figures come as text: full-width digits are read, and every fault is told at once and in the user's language.
figure = partial(click.option, cls=SpokenOption, metavar="N")


def output_options(drawn: Text) -> Callable[[Command], Command]:
    """Adds --chart, which writes what ``drawn`` says, and --format."""
    chart = click.option(
        "--chart", cls=SpokenOption, type=click.Path(path_type=Path), metavar="FILE", help=drawn.wording,
    )  # fmt: skip
    form = click.option(
        "--format", "form", cls=SpokenOption, type=click.Choice(["table", "json"]), default="table", metavar=None,
        help="table (default) or json.",
    )  # fmt: skip

    def add(command: Command) -> Command:
        return chart(form(command))

    return add


def check_chart(chart: Path | None, lang: str) -> None:
    """Refuses a chart that is no SVG file."""
    if chart is not None and chart.suffix.lower() != ".svg":
        raise click.BadParameter(text("the name must end in .svg").say(lang), param_hint="--chart")


def refuse(error: InputProblems, command: str, lang: str) -> int:
    """Tells every wrong option and where help is; the exit code."""
    for problem in error.problems:
        click.echo(problem.say(lang), err=True)
    click.echo(text("see {command} --help", command=command).say(lang), err=True)
    return USAGE

"""``siting check``: every problem of a project at once; writes nothing."""

from __future__ import annotations

from pathlib import Path

import click

from siting.cli.shell import INPUT, shared_options, speak
from siting.cli.spoken import SpokenCommand
from siting.errors import InputProblems
from siting.language import text


@click.command("check", cls=SpokenCommand)
@click.argument("project", metavar="PROJECT", type=click.Path(path_type=Path))
@shared_options
def command(project: Path) -> int:
    """Report every problem of a project at once, and compare its published figures; writes nothing."""
    from siting.project.load import load_project, project_language

    lang = speak(project_language(project))
    try:
        loaded = load_project(project)
    except InputProblems as error:
        for problem in error.problems:
            click.echo(problem.say(lang))
        click.echo(error.say(lang), err=True)
        return INPUT
    from siting.frames import records
    from siting.run.evaluate import evaluate
    from siting.run.open_points import fallen_out, published_text
    from siting.run.sun_points import NOT_DESIGNED

    results = evaluate(loaded, lang)
    read = ", ".join(f"{name} {len(table)}" for name, table in loaded.tables.items() if table.raw is not None)
    click.echo(text("read: {tables}", tables=read).say(lang), err=True)
    differs = results.published[results.published["state"] != "within"]
    for row in records(differs):
        place = results.tables["published"].place(row.Index, "value")
        click.echo(f"{place}: {published_text(row).say(lang)}")
    for row in records(fallen_out(results.options)):
        click.echo(f"{row.option_id}: {row.reason.say(lang)}")
    for row in records(results.open_points[results.open_points["kind"].eq(NOT_DESIGNED)]):
        click.echo(f"{row.owner_id}: {row.what.say(lang)}")
    counts = {"within": len(results.published) - len(differs), "count": len(results.published)}
    click.echo(
        text("no problems; {within} of {count} published figures within their tolerance", **counts).say(lang),
        err=True,
    )
    return 0

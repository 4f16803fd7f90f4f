"""``siting sweep``: every option of a project over a grid of prices, rates, costs and other figures."""

from __future__ import annotations

from pathlib import Path

import click

from siting.cli.shell import USAGE, is_set, note, progress, shared_options, speak
from siting.cli.spoken import SpokenCommand, SpokenOption
from siting.language import text


@click.command("sweep", cls=SpokenCommand)
@click.argument("project", metavar="PROJECT", type=click.Path(path_type=Path))
@click.option(
    "--vary",
    metavar="KEY=VALUES",
    multiple=True,
    required=True,
    cls=SpokenOption,
    help="A figure of project.toml and its values: START:STOP:STEP (STOP included) or A,B,C. May be given several times.",
)
@click.option(
    "-o",
    "--out",
    metavar="OUT",
    type=click.Path(path_type=Path),
    default=Path("siting-sweep"),
    cls=SpokenOption,
    help="Folder to write (default: siting-sweep).",
)
@click.option(
    "--dry-run", is_flag=True, cls=SpokenOption, help="Say how much would be computed and written; write nothing."
)
@click.option("--force", is_flag=True, cls=SpokenOption, help="Replace siting's files in OUT even if they were edited.")
@shared_options
def command(project: Path, vary: tuple[str, ...], out: Path, dry_run: bool, force: bool) -> int | None:
    """Evaluate every option at every combination of some figures, with energy reused.

    Writes the table, the break-even prices, where the ranking flips, and a heat map.
    """  # fmt: skip
    from siting.project.load import load_project, project_language
    from siting.reporting.folder import check_replaceable
    from siting.sweep.keys import WrongVary
    from siting.sweep.plan import plan_sweep
    from siting.sweep.write import dry_run as tell
    from siting.sweep.write import write_sweep

    lang = speak(project_language(project))
    if not dry_run:
        check_replaceable(out, force)
    progress(text("reading {folder} ...", folder=project.name).say(lang))
    loaded = load_project(project)
    try:
        plan = plan_sweep(loaded, vary)
    except WrongVary as error:
        for problem in error.problems:
            click.echo(problem.say(lang), err=True)
        click.echo(text("see {command} --help", command="siting sweep").say(lang), err=True)
        return USAGE
    if dry_run:
        click.echo("\n".join(line.say(lang) for line in tell(plan)))
        return None
    record = write_sweep(plan, out, lang, force, lambda done, count: progress(_passed(done, count, lang)))
    for warning in record["warnings"]:
        note(text("note: {warning}", warning=warning).say(lang))
    if is_set("verbose"):
        note("  ".join(f"{stage} {seconds} s" for stage, seconds in record["seconds"].items()))
    found = record["sweep"]
    click.echo(text("{points} points × {options} options = {rows} rows", points=f"{found['points']:,}",
                    options=f"{found['options']:,}", rows=f"{found['rows']:,}").say(lang))  # fmt: skip
    click.echo(text("results: {out}", out=str(out)).say(lang))
    return None


def _passed(done: int, count: int, lang: str) -> str:
    return text("{done} of {count} points ...", done=f"{done:,}", count=f"{count:,}").say(lang)

"""``siting run``: a project to an output folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from siting.cli.shell import is_set, note, progress, shared_options, speak
from siting.cli.spoken import SpokenCommand, SpokenOption
from siting.language import Text, text

if TYPE_CHECKING:
    from siting.project.load import Project
    from siting.reporting.results import Results


@click.command("run", cls=SpokenCommand)
@click.argument("project", metavar="[PROJECT]", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    metavar="OUT",
    type=click.Path(path_type=Path),
    default=Path("siting-out"),
    cls=SpokenOption,
    help="Folder to write (default: siting-out).",
)
@click.option("--only", type=click.Choice(["pv", "hydro"]), cls=SpokenOption, help="Evaluate one technology only.")
@click.option("--force", is_flag=True, cls=SpokenOption, help="Replace siting's files in OUT even if they were edited.")
@click.option(
    "--verify",
    metavar="OPTION_ID",
    multiple=True,
    cls=SpokenOption,
    help="Compute this design of a plot by pvlib's ModelChain as well and say the difference; may be repeated.",
)
@shared_options
def command(project: Path | None, out: Path, only: str | None, force: bool, verify: tuple[str, ...]) -> None:
    """Evaluate a project and write its tables, report and workbook.

    Without PROJECT the shipped Toyonaka example is run.
    """  # fmt: skip
    from siting.project.load import load_project, project_language
    from siting.reporting.folder import check_replaceable
    from siting.resources import example
    from siting.run.evaluate import evaluate
    from siting.run.stopwatch import Stopwatch
    from siting.run.write import write_results

    folder = project if project is not None else example("toyonaka")
    lang = speak(project_language(folder))
    check_replaceable(out, force)
    watch = Stopwatch()
    progress(text("reading {folder} ...", folder=folder.name).say(lang))
    loaded = load_project(folder)
    watch.lap("read")
    progress(text("evaluating ...").say(lang))
    results = evaluate(loaded, lang, only)
    watch.lap("evaluate")
    verified = _verified(loaded, results, verify)
    progress(text("writing {out} ...", out=str(out)).say(lang))
    record = write_results(results, out, watch, force)
    for warning in record["warnings"]:
        note(text("note: {warning}", warning=warning).say(lang))
    if is_set("verbose"):
        note("  ".join(f"{stage} {seconds} s" for stage, seconds in watch.seconds.items()))
    for one in verified:
        click.echo(one.say(lang), err=True)
    click.echo(_told(results.summary, out, lang))


def _verified(project: Project, results: Results, option_ids: tuple[str, ...]) -> list[Text]:
    """The comparison of each design with pvlib; an unknown one ends the run before anything is written."""
    if not option_ids:
        return []
    from siting.run.one_verify import LEFT_OUT, check_designed, verify_design

    check_designed(option_ids, list(results.layouts["option_id"]))
    return [*(verify_design(project, one).told() for one in dict.fromkeys(option_ids)), LEFT_OUT]


def _told(summary: object, out: Path, lang: str) -> str:
    assert isinstance(summary, dict)
    short = summary["short_list"]
    lines = [
        text("evaluated {options} options of {facilities} facilities; short list: {listed} options at {places} facilities",
             options=summary["options_evaluated"], facilities=summary["facilities"],
             listed=len(short["options"]), places=short["facilities"]).say(lang),
        text("results: {out}", out=str(out)).say(lang),
    ]  # fmt: skip
    report = out / "report.html"
    if report.exists():
        lines.append(text("report: {report}", report=str(report)).say(lang))
    return "\n".join(lines)

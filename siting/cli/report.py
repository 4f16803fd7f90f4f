"""``siting report``: the report of a finished run, from its results alone."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from siting.cli.shell import shared_options, speak, stated_lang
from siting.cli.spoken import SpokenCommand, SpokenOption
from siting.errors import OutputRefused
from siting.language import text

REPORT = "report.html"


@click.command("report", cls=SpokenCommand)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    cls=SpokenOption,
    help="File to write (default: report.html in OUT; - is standard output).",
)
@click.option("--force", is_flag=True, cls=SpokenOption, help="Replace the file even if it is another or was edited.")
@shared_options
def command(out: Path, output: Path | None, force: bool) -> None:
    """Rebuild the report of a finished run from its results.json alone."""
    from siting.reporting.folder import replace_file, write_into
    from siting.reporting.page import report_html
    from siting.reporting.results import load_results

    results = load_results(out)
    lang = speak(results.lang)
    content = report_html(results, stated_lang() or results.lang)
    if str(output) == "-":
        sys.stdout.buffer.write(content)
        return
    folder = out.parent if out.is_file() else out
    target = output or folder / REPORT
    if output is None or output.resolve().parent == folder.resolve():
        write_into(folder, target.name, content, force)
    elif output.exists() and not force and output.read_bytes() != content:
        raise OutputRefused(text("{out} exists; name another file, or use --force", out=str(output)))
    else:
        replace_file(output, content)
    click.echo(text("report: {report}", report=str(target)).say(lang))

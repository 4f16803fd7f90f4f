"""``siting report``: the report of a finished run, from its results alone."""

from __future__ import annotations

from pathlib import Path

import click

from siting.cli.shell import shared_options, speak, stated_lang
from siting.cli.spoken import SpokenCommand, SpokenOption
from siting.errors import OutputRefused
from siting.language import text


@click.command("report", cls=SpokenCommand)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    cls=SpokenOption,
    help="File to write (default: standard output).",
)
@click.option("--force", is_flag=True, cls=SpokenOption, help="Replace FILE if it exists.")
@shared_options
def command(out: Path, output: Path | None, force: bool) -> None:
    """Rebuild the report of a finished run from its results.json alone."""  # fmt: skip
    from siting.reporting.page import report_html
    from siting.reporting.results import load_results

    results = load_results(out)
    lang = speak(results.lang)
    content = report_html(results, stated_lang() or results.lang)
    if output is None:
        click.get_binary_stream("stdout").write(content)
        return
    if output.exists() and not force:
        raise OutputRefused(text("{out} exists; name another file, or use --force", out=str(output)))
    aside = output.with_name(f".{output.name}.new")
    aside.write_bytes(content)
    aside.replace(output)
    click.echo(text("report: {report}", report=str(output)).say(lang))

"""``siting explain``: how one number came about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from siting.cli.shell import shared_options, speak
from siting.cli.spoken import SpokenCommand
from siting.language import text

if TYPE_CHECKING:
    from siting.reporting.explain import Explanation


@click.command("explain", cls=SpokenCommand)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.argument("option", metavar="OPTION")
@click.argument("column", metavar="[COLUMN]", required=False)
@shared_options
def command(out: Path, option: str, column: str | None) -> None:
    """Show how a number came about: formula, this option's numbers, inputs with file, row and source.

    OPTION is an option id such as W07-P1-pv-study. With COLUMN the figures it rests on follow, down to
    the cells and keys; without it every figure of the option is explained.
    """
    from siting.reporting.explain import explain, explain_down, explainable
    from siting.reporting.results import load_results

    results = load_results(out)
    lang = speak(results.lang)
    if column:
        told = explain_down(results, option, column)
    else:
        told = [explain(results, option, one) for one in explainable(results)]
    click.echo("\n\n".join(_said(one, lang) for one in told))


def _said(one: Explanation, lang: str) -> str:
    from siting.cli.tables import one_line

    value = f"{one.value} {one.unit}".strip() if one.value else text("no value").say(lang)
    lines = [f"{one.option_id}  {one.column} ({one.label.say(lang)}): {value}"]
    if one.formula:
        lines += [f"  {one.formula}", f"  = {one.substituted}"]
    for entry in one.inputs:
        assumed = f" [{text('assumption').say(lang)}]" if entry.assumption else ""
        lines.append(f"  {entry.symbol} = {entry.value} {entry.unit}".rstrip() + f"  ← {entry.place}{assumed}")
        if entry.source is not None:
            lines.append(f"      {text('source').say(lang)}: {one_line(entry.source.say(lang), 100)}")
    if one.remark is not None:
        lines.append(f"  {one.remark.say(lang)}")
    return "\n".join(lines)

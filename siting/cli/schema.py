"""``siting schema``: the JSON Schema of project.toml."""

from __future__ import annotations

import json

import click

from siting.cli.shell import shared_options, speak
from siting.cli.spoken import SpokenCommand


@click.command("schema", cls=SpokenCommand)
@shared_options
def command() -> None:
    """Print the JSON Schema of project.toml; editors complete and check with it."""
    from siting.project.schema import json_schema

    click.echo(json.dumps(json_schema(speak(None)), ensure_ascii=False, indent=1))

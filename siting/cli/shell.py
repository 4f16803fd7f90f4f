"""The group of commands, the options they share, and how every ending is told: messages and exit codes."""

from __future__ import annotations

import importlib
import locale
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import click

from siting.cli.spoken import SpokenGroup, SpokenOption, language, set_language, spoken_usage_error
from siting.errors import InputProblems, NothingEligible, SitingError
from siting.language import LANGUAGES, text
from siting.version import VERSION

DONE, INPUT, USAGE, FAULT = 0, 1, 2, 3
COMMANDS = (
    "init",
    "check",
    "run",
    "rank",
    "report",
    "sweep",
    "explain",
    "panels",
    "turbine",
    "cashflow",
    "data",
    "schema",
)


class Commands(SpokenGroup):
    """Commands by name; a command's module is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"siting.cli.{cmd_name}").command
        return command


def shared_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--lang``, ``-v`` and ``-q``: understood before and after the command's name."""
    for declare in (
        click.option("--lang", type=click.Choice(LANGUAGES), cls=SpokenOption, expose_value=False, callback=_take_lang,
                     help="Language of messages and reports (default: the project's)."),
        click.option("-v", "--verbose", is_flag=True, cls=SpokenOption, expose_value=False, callback=_take_flag("verbose"),
                     help="Say more, and show the traceback of a fault."),
        click.option("-q", "--quiet", is_flag=True, cls=SpokenOption, expose_value=False, callback=_take_flag("quiet"),
                     help="Say only what went wrong."),
    ):  # fmt: skip
        function = declare(function)
    return function


def _take_lang(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        ctx.find_root().meta["siting.lang"] = value
        set_language(value)


def _take_flag(name: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    def take(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            ctx.find_root().meta[f"siting.{name}"] = True

    return take


def stated_lang() -> str | None:
    """The language asked for by ``--lang``, or None."""
    context = click.get_current_context(silent=True)
    return context.find_root().meta.get("siting.lang") if context else None


def is_set(name: str) -> bool:
    """Whether ``verbose`` or ``quiet`` was asked for."""
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().meta.get(f"siting.{name}"))


def speak(lang: str | None) -> str:
    """The language of this call from here on: the stated one, else ``lang`` (the project's), else the machine's."""
    chosen = stated_lang() or lang or machine_language()
    set_language(chosen)
    return chosen


def machine_language() -> str:
    """English where the machine is set to English, Japanese otherwise: its users are Japanese."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not named:
        named = locale.getlocale()[0] or ""
    return "en" if named.lower().startswith("en") else "ja"


def note(message: str) -> None:
    """A line for the person watching, on stderr; nothing under ``--quiet``."""
    if not is_set("quiet"):
        click.echo(message, err=True)


def progress(message: str) -> None:
    """A passing remark while work goes on; only on a terminal."""
    if sys.stderr.isatty() and not is_set("quiet"):
        click.echo(message, err=True)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(VERSION, "--version", prog_name="siting", cls=SpokenOption, help="Show the version.")
@shared_options
def group() -> None:
    """Where a water utility should put solar panels and small water turbines, what each yields, and whether it pays."""


def run_group(arguments: Sequence[str]) -> int:
    """Runs one command line and gives back its exit code; nothing escapes as a traceback."""
    lang = _language_of(arguments)
    set_language(lang)
    try:
        result = group.main(args=list(arguments), prog_name="siting", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return USAGE
    except click.UsageError as error:
        click.echo(spoken_usage_error(error), err=True)
        return USAGE
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(text("stopped; nothing was written").say(language()), err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (head, less): nothing to tell, and nothing more to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        return _told(error, "-v" in arguments or "--verbose" in arguments)


def _told(error: Exception, verbose: bool) -> int:
    lang = language()
    if isinstance(error, InputProblems):
        for problem in error.problems:
            click.echo(problem.say(lang), err=True)
        click.echo(error.say(lang), err=True)
        return INPUT
    if isinstance(error, SitingError):
        click.echo(error.say(lang), err=True)
        return INPUT if isinstance(error, NothingEligible) else USAGE
    if isinstance(error, OSError):
        reason = f"{error.strerror or error}: {error.filename}" if error.filename else str(error.strerror or error)
        click.echo(text("the file system refused: {reason}", reason=reason).say(lang), err=True)
        return USAGE
    if verbose:
        traceback.print_exc()
    what = f"{type(error).__name__}: {error}"
    click.echo(
        text("a fault of siting itself ({what}); -v shows where. Please report it.", what=what).say(lang),
        err=True,
    )
    return FAULT


def _language_of(arguments: Sequence[str]) -> str:
    """The language for help and early errors, before click has parsed anything."""
    for at, one in enumerate(arguments):
        value = one.removeprefix("--lang=") if one.startswith("--lang=") else None
        if one == "--lang" and at + 1 < len(arguments):
            value = arguments[at + 1]
        if value in LANGUAGES:
            return str(value)
    return machine_language()

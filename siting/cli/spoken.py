"""click in two languages: help texts, headings and usage errors are said in the language of the call."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import click

from siting.language import Text, text, translate

_language: ContextVar[str] = ContextVar("siting_language", default="ja")


def set_language(lang: str) -> None:
    """From here on this call speaks ``lang``."""
    _language.set(lang)


def language() -> str:
    """The language of this call."""
    return _language.get()


def say(message: Text) -> str:
    """The message in the language of this call."""
    return message.say(language())


class SpokenOption(click.Option):
    """An option whose help is looked up in the catalogue."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Names and help, the help in the language of the call."""
        record = super().get_help_record(ctx)
        return (record[0], translate(self.help or "", language())) if record else None


class _SpokenHelp(click.Command):
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = translate("Show this help.", language())
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        return translate(_first_line(self.help), language())

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=translate("Usage: ", language()))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            for paragraph in (self.help or "").split("\n\n"):
                formatter.write_text(translate(" ".join(paragraph.split()), language()))
                formatter.write_paragraph()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        records = [record for one in options if (record := one.get_help_record(ctx))]
        if records:
            with formatter.section(translate("Options", language())):
                formatter.write_dl(records)


class SpokenCommand(_SpokenHelp):
    """A command whose help is looked up in the catalogue."""


class SpokenGroup(_SpokenHelp, click.Group):
    """A group whose help is looked up in the catalogue."""

    command_class = SpokenCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then the commands with a line each."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with a line each."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, command.get_short_help_str()) for name, command in commands if command]
        with formatter.section(translate("Commands", language())):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named by the first argument; an unknown one is told with those that exist."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            names = ", ".join(self.list_commands(ctx))
            raise click.UsageError(say(text("no command {name}; there are {names}", name=args[0], names=names)), ctx)
        return super().resolve_command(ctx, args)


def _first_line(words: str | None) -> str:
    return " ".join((words or "").split("\n\n")[0].split())


def spoken_usage_error(error: click.UsageError) -> str:
    """What is wrong with the command line, and where help is."""
    lines = [say(_usage_text(error))]
    if error.ctx is not None:
        lines.append(say(text("see {command} --help", command=error.ctx.command_path)))
    return "\n".join(lines)


def _usage_text(error: click.UsageError) -> Text:
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        if near:
            return text("no option {name}; did you mean {near}?", name=error.option_name, near=near)
        return text("no option {name}", name=error.option_name)
    if isinstance(error, click.MissingParameter):
        return text("{name} is missing", name=_parameter_name(error))
    if isinstance(error, click.BadParameter):
        choices = getattr(getattr(error.param, "type", None), "choices", None)
        if choices:
            return text("{name}: expected one of {words}", name=_parameter_name(error), words=", ".join(choices))
        return text("{name}: {reason}", name=_parameter_name(error), reason=error.message)
    if isinstance(error, click.BadOptionUsage):
        return text("option {name} needs a value, or takes none", name=error.option_name)
    return text("{name}: {reason}", name="siting", reason=error.message)


def _parameter_name(error: click.BadParameter) -> str:
    param: Any = error.param
    if param is None:
        return str(error.param_hint or "?")
    return str(param.opts[0]) if isinstance(param, click.Option) else str(param.name).upper()

"""What can go wrong, as records that can be said in any language.

Every problem of the user's input is collected and raised once, as ``InputProblems``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from siting.language import Text, text


@dataclass(frozen=True)
class Problem:
    """One fault of the input: where it stands, what stands there, what was expected.

    ``place`` is what a user can find: a line (``14``), a cell (``施設!C14``) or nothing for a whole file.
    """

    file: str
    place: str
    column: str
    value: str | None
    expected: Text
    unit: str = ""

    def say(self, lang: str) -> str:
        """The problem as one line, like a compiler's."""
        where = ":".join(part for part in (self.file, self.place) if part)
        what = f"{where}: {self.column}: " if self.column else f"{where}: "
        value = "" if self.value is None else f"{_quoted(self.value)} - "
        unit = f" [{self.unit}]" if self.unit else ""
        return _one_line(f"{what}{value}{self.expected.say(lang)}{unit}")


def _one_line(words: str) -> str:
    """Headings and names come from the user's file: whatever is in them, a problem stays one printable line."""
    return "".join(one if one.isprintable() else " " for one in words)


def _quoted(value: str, longest: int = 80) -> str:
    shown = value if len(value) <= longest else value[: longest - 1] + "…"
    return repr(shown)


class SitingError(Exception):
    """A failure with a message for the user."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.say("en"))
        self.message = message

    def say(self, lang: str) -> str:
        """The message in ``lang``."""
        return self.message.say(lang)


class InputProblems(SitingError, ValueError):
    """The input has faults; all of them are in ``problems``."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(text("problems in the input: {count}", count=len(self.problems)))

    def __str__(self) -> str:
        return "\n".join(problem.say("en") for problem in self.problems)


class OutputRefused(SitingError, FileExistsError):
    """The output folder holds something siting must not replace."""


class NothingEligible(SitingError, ValueError):
    """The input is sound but holds nothing to evaluate."""


class UnknownName(SitingError, LookupError):
    """A name the user gave does not exist; the message lists those that do."""


class WrongOptions(InputProblems):
    """Options of a command that cannot be taken as they are written."""

"""A figure of the sheet of assumptions as a line, and the lines of a stepped cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from siting.language import Text, text, verbatim
from siting.project.amounts import SteppedCost
from siting.project.scalars import Sourced
from siting.reporting.workbook.cells import fitting
from siting.vocabulary.tables import TECHNOLOGIES as TECHNOLOGY_WORDS

_TECHNOLOGY = {one.value: verbatim(one.en, ja=one.ja, en=one.en) for one in TECHNOLOGY_WORDS}


@dataclass(frozen=True)
class Line:
    """A figure: its label, value and unit, its key in project.toml and its defined name.

    ``bound`` is the lower bound of its size class or mark. ``formula`` stands where the figure follows another.
    Lines of one ``span`` lie below each other and are looked up together as ``<span>_from`` and ``<span>_value``.
    A line with neither name nor span enters no formula: it is told, not changed.
    """

    label: Text
    value: float | str | None
    unit: str
    code: str
    key: str
    name: str = ""
    section: Sourced | None = None
    bound: float | None = None
    formula: str = ""
    span: str = ""
    whole: tuple[int, int] | None = None

    @property
    def told(self) -> bool:
        """Whether no formula uses the figure."""
        return not (self.name or self.span)


@dataclass(frozen=True)
class Group:
    """Lines under one heading."""

    heading: Text
    lines: tuple[Line, ...]


def technology_words(technology: str) -> Text:
    """A technology as a message; another word stays as it is."""
    return _TECHNOLOGY.get(technology, verbatim(technology))


def stepped(cost: SteppedCost, key: str, name: str, section: Sourced, label: Text) -> Iterator[Line]:
    """The fixed amount of a stepped cost and a line per size class, with the size from which it counts."""
    yield Line(
        text("{cost}: fixed amount", cost=label),
        cost.fixed_yen,
        "yen",
        fitting(cost.fixed_yen),
        f"{key}.fixed_yen",
        f"{name}_fixed",
        section,
    )
    basis = cost.basis
    unit = "yen/MWh" if basis == "mwh" else "yen/kW"
    lower = 0.0
    for at, step in enumerate(cost.steps):
        rate = getattr(step, f"yen_per_{basis}")
        yield Line(
            text("{cost}: rate of size class {number}", cost=label, number=at + 1), rate, unit, fitting(rate),
            f"{key}.steps[{at}]", "", section, bound=lower, span=name,
        )  # fmt: skip
        lower = getattr(step, f"below_{basis}") or lower

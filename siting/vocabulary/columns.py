"""What a column is: name, unit, bounds, labels in both languages. One place for all of siting."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from siting.vocabulary.units import Conversion, names_in, own_ending

# No figure of this trade is larger; beyond it sums lose their yen and squares overflow.
LARGEST = 1e15


class Kind(StrEnum):
    """How a column's cells are read and checked."""

    ID = "id"
    REFERENCE = "reference"
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    FISCAL_YEAR = "fiscal year"


@dataclass(frozen=True)
class Choice:
    """One allowed word of a choice column, with its labels; the Japanese label is accepted as input."""

    value: str
    ja: str
    en: str
    aliases: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        """The word as people read it."""
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True)
class Column:
    """A column of a table or of the results; ``other_units`` are converted when a heading names one of them."""

    name: str
    ja: str
    en: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    required: bool = False
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    choices: tuple[Choice, ...] = ()
    aliases: tuple[str, ...] = ()
    decimals: int = 0
    bilingual: bool = field(default=False)
    other_units: tuple[Conversion, ...] = ()

    def label(self, lang: str) -> str:
        """The heading as people read it."""
        return self.ja if lang == "ja" else self.en

    def headings(self) -> tuple[str, ...]:
        """Every heading under which a user's table may carry this column."""
        return (self.name, self.ja, self.en, *self.aliases)

    def headings_in_other_units(self) -> tuple[tuple[str, Conversion], ...]:
        """Names such as ``flow_m3_h`` under which a table may carry this column in another unit."""
        return tuple((name, other) for other in self.other_units for name in names_in(other, self.name, self.unit))

    def names_its_unit(self, heading: str) -> bool:
        """Whether the heading is the column's own name and that name says the unit."""
        return bool(own_ending(self.unit)) and heading.startswith(self.name)

    def choice_label(self, value: str, lang: str) -> str:
        """The label of one of the choices; the value itself if it is none of them."""
        return next((c.label(lang) for c in self.choices if c.value == value), value)


def number(
    name: str,
    ja: str,
    en: str,
    unit: str = "",
    *,
    low: float | None = 0,
    high: float | None = None,
    low_open: bool = False,
    aliases: tuple[str, ...] = (),
    decimals: int = 0,
    required: bool = False,
    others: tuple[Conversion, ...] = (),
) -> Column:
    """A column of numbers, by default not negative; ``others`` are units it may be given in besides its own."""
    return Column(
        name, ja, en, Kind.NUMBER, unit, required, low, high, low_open, (), aliases, decimals, other_units=others
    )


def choice(
    name: str,
    ja: str,
    en: str,
    choices: tuple[Choice, ...],
    *,
    required: bool = False,
    aliases: tuple[str, ...] = (),
) -> Column:
    """A column whose cells are one of a few words."""
    return Column(name, ja, en, Kind.CHOICE, required=required, choices=choices, aliases=aliases)


def bilingual(column: Column) -> tuple[Column, Column]:
    """The column and its optional English twin, for words of the user shown in both languages."""
    twin = Column(f"{column.name}_en", f"{column.ja}（英語）", f"{column.en} (English)", Kind.TEXT)
    shown_in_both = Column(**{**column.__dict__, "bilingual": True})
    return shown_in_both, twin

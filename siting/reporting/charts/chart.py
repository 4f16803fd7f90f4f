"""What every chart takes and gives: heading, names, reference lines, and the finished chart with its table."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from siting.reporting.charts.svg import XMLNS, Markup, checked_id, clean_text, element, escaped, joined, text
from siting.reporting.charts.theme import FONT_FAMILY, MUTE, PAPER, TEXT, WIDTH, Technology

FormatValue = Callable[[float], str]


@dataclass(frozen=True)
class Heading:
    """Identity and words of a chart; ``id`` must be unique in the page."""

    id: str
    title: str
    description: str
    empty_text: str
    missing_text: str = "–"


@dataclass(frozen=True)
class Reference:
    """A labelled reference value, such as B/C = 1 or a price."""

    value: float
    label: str


@dataclass(frozen=True)
class TechnologyNames:
    """The column heading for technology and what each one is called."""

    column: str
    hydro: str
    pv: str
    other: str

    def of(self, technology: Technology) -> str:
        """The name of one technology."""
        names = {Technology.HYDRO: self.hydro, Technology.PV: self.pv, Technology.OTHER: self.other}
        return names[technology]


@dataclass(frozen=True)
class Chart:
    """A finished chart, and the same data as a table for those who cannot see it.

    ``unlabelled`` lists the keys of marks whose wished name label found no room in the picture.
    """

    svg: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unlabelled: tuple[str, ...] = ()


def finished(
    heading: Heading,
    height: float,
    parts: Sequence[Markup],
    columns: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    unlabelled: tuple[str, ...] = (),
) -> Chart:
    """``parts`` on white paper of the common width, titled and described for screen readers."""
    return Chart(
        svg=_document(heading, height, parts),
        title=clean_text(heading.title),
        description=clean_text(heading.description),
        columns=tuple(clean_text(column) for column in columns),
        rows=tuple(tuple(clean_text(cell) for cell in row) for row in rows),
        unlabelled=unlabelled,
    )


def empty_chart(heading: Heading, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...] = ()) -> Chart:
    """A low frame that says why there is nothing to see; ``rows`` keeps options that cannot be drawn."""
    frame = element("rect", x=0.5, y=0.5, width=WIDTH - 1, height=79, fill="none", stroke=MUTE)
    words = text(WIDTH / 2, 40, heading.empty_text, size=TEXT, fill=MUTE, anchor="middle")
    return finished(heading, 80, [frame, words], columns, rows)


def drawable(value: float | None) -> float | None:
    """``value``, or None when it is missing or not a finite number."""
    return value if value is not None and math.isfinite(value) else None


def cell(value: float | None, format_value: FormatValue, missing: str) -> str:
    """The printed form of a number that may be missing."""
    known = drawable(value)
    return missing if known is None else format_value(known)


def _document(heading: Heading, height: float, parts: Sequence[Markup]) -> str:
    identifier = checked_id(heading.id)
    return element(
        "svg",
        element("title", escaped(heading.title), id=f"{identifier}-title"),
        element("desc", escaped(heading.description), id=f"{identifier}-desc"),
        element("rect", x=0.0, y=0.0, width=WIDTH, height=height, fill=PAPER),
        joined(list(parts)),
        xmlns=XMLNS,
        id=identifier,
        role="img",
        aria_labelledby=f"{identifier}-title {identifier}-desc",
        viewBox=f"0 0 {WIDTH:.0f} {math.ceil(height)}",
        width="100%",
        font_family=FONT_FAMILY,
    )

"""The rows shared by bar and range charts: one option a row, technology marker, name, plot area."""

from collections.abc import Sequence
from dataclasses import dataclass

from siting.reporting.charts.labels import Box, shorten, text_width
from siting.reporting.charts.marks import technology_marker
from siting.reporting.charts.svg import Markup, element, text
from siting.reporting.charts.theme import SMALL, TEXT, WIDTH, Technology

WASH = "#f5f7f9"
AXIS_ROOM = 44.0
_TALL = 15
_MARKER_ROOM = 22.0
_MAX_NAME = 190.0


@dataclass(frozen=True)
class RowFrame:
    """Where the rows stand: the plot area, the height of a row, the room for names."""

    plot: Box
    pitch: float
    name_room: float

    @property
    def tall(self) -> bool:
        """Whether the foot of the chart is too far from its head to read the scale there only."""
        return self.plot.bottom - self.plot.top > _TALL * self.pitch

    def centre(self, index: int) -> float:
        """Height of the middle of a row."""
        return self.plot.top + (index + 0.5) * self.pitch


def row_frame(names: Sequence[str], pitch: float, top: float, right_room: float, head_line: bool) -> RowFrame:
    """Rows below ``top`` with room for names at the left and for values (``right_room``) at the right.

    ``head_line`` leaves a line above the plot for the reference label.
    """
    name_room = min(max(text_width(name, TEXT) for name in names), _MAX_NAME)
    # Ticks on top need a line of their own: the head line (reference label) already stands right above the plot.
    head = (18 if head_line else 0) + (16 if len(names) > _TALL else 0)
    plot_top = top + 4 + head
    left = _MARKER_ROOM + name_room + 10
    plot = Box(left, plot_top, WIDTH - right_room, plot_top + len(names) * pitch)
    return RowFrame(plot, pitch, name_room)


def stripes(frame: RowFrame, count: int) -> list[Markup]:
    """A wash behind every other row, to lead the eye from name to value."""
    return [
        element(
            "rect",
            x=0.0,
            y=frame.plot.top + index * frame.pitch,
            width=WIDTH,
            height=frame.pitch,
            fill=WASH,
        )
        for index in range(1, count, 2)
    ]


def row_head(frame: RowFrame, index: int, name: str, technology: Technology) -> Markup:
    """Pointer area of the whole row, technology marker and shortened name."""
    y = frame.centre(index)
    area = element(
        "rect",
        x=0.0,
        y=y - frame.pitch / 2,
        width=WIDTH,
        height=frame.pitch,
        fill="none",
        pointer_events="all",
    )
    shown = shorten(name, frame.name_room, TEXT)
    return Markup(area + technology_marker(technology, 10, y) + text(_MARKER_ROOM, y, shown, size=TEXT))


def clear_of(x: float, shown: str, line_x: float | None, size: float = SMALL) -> float:
    """Start of a value text at ``x``, moved right where the reference line would run through it."""
    if line_x is None or not x - 2 < line_x < x + text_width(shown, size) + 2:
        return x
    return line_x + 5

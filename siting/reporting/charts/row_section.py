"""Side view of two rows of panels: slope length, tilt, gap, pitch, and the ray of the winter sun that sets the gap."""

from __future__ import annotations

import math
from dataclasses import dataclass

from siting.reporting.charts.chart import Chart, Heading, finished
from siting.reporting.charts.labels import shorten, text_width
from siting.reporting.charts.svg import Markup, element, line, text
from siting.reporting.charts.theme import INK, LOOKS, REFERENCE, SMALL, TEXT, WIDTH, Technology

PANEL = LOOKS[Technology.PV].colour
_LEFT, _RIGHT = 96.0, 24.0
_TALLEST = 130.0
_RAY_LEAD = 74.0
_FOOT = 62.0


@dataclass(frozen=True)
class SectionWords:
    """Words of the side view with their figures."""

    slope: str
    tilt: str
    gap: str
    pitch: str
    ray: str


@dataclass(frozen=True)
class SectionSpec:
    """Two rows from the side, below a ``caption`` if there is one. ``gap_per_height`` is how far a row's shadow reaches in the hours kept free of shade."""

    heading: Heading
    slope_m: float
    tilt_deg: float
    gap_m: float
    pitch_m: float
    gap_per_height: float
    words: SectionWords
    caption: str


@dataclass(frozen=True)
class _Frame:
    """Where things stand on the sheet: ``start`` of both rows, the level of the ground, size of a row."""

    start: float
    next_start: float
    ground: float
    depth: float
    height: float

    @property
    def back(self) -> float:
        """Where the front row ends."""
        return self.start + self.depth


def section_chart(spec: SectionSpec) -> Chart:
    """The rows true to scale, the sun at the left; nothing but two rows: what a plot holds is not drawn."""
    frame = _frame(spec)
    parts = [
        *([text(4, 12, shorten(spec.caption, WIDTH - 8, TEXT), size=TEXT, weight="bold")] if spec.caption else []),
        *_rows(spec, frame),
        *_ray(spec, frame),
        *_words(spec, frame),
    ]
    rows = tuple((one,) for one in _said(spec))
    return finished(spec.heading, frame.ground + _FOOT, parts, (spec.heading.title,), rows)


def _said(spec: SectionSpec) -> tuple[str, ...]:
    words = spec.words
    return (spec.caption, words.slope, words.tilt, words.gap, words.pitch, words.ray)


def _frame(spec: SectionSpec) -> _Frame:
    tilt = math.radians(spec.tilt_deg)
    depth_m, height_m = spec.slope_m * math.cos(tilt), spec.slope_m * math.sin(tilt)
    scale = min((WIDTH - _LEFT - _RIGHT) / (spec.pitch_m + depth_m), _TALLEST / max(height_m, 1e-9))
    height = height_m * scale
    rise = _RAY_LEAD / math.hypot(1.0, _reach(spec))
    ground = (26 if spec.caption else 8) + max(height + max(rise, SMALL * 1.5), 52.0) + 10
    return _Frame(_LEFT, _LEFT + spec.pitch_m * scale, ground, depth_m * scale, height)


def _reach(spec: SectionSpec) -> float:
    """The length of a shadow per height; 1 (a sun at 45 degrees) where none is stated."""
    return spec.gap_per_height if math.isfinite(spec.gap_per_height) and spec.gap_per_height > 0 else 1.0


def _rows(spec: SectionSpec, frame: _Frame) -> list[Markup]:
    """The panels; ground, posts, angle, and the lines of gap and pitch below the ground in one stroke."""
    top, below = frame.ground - frame.height, frame.ground + 3
    gap_y, pitch_y = frame.ground + 14, frame.ground + 38
    radius = min(frame.depth * 0.45, 60.0)
    tilt = math.radians(spec.tilt_deg)
    across, up = radius * math.cos(tilt), radius * math.sin(tilt)
    thin = (
        f"M8 {frame.ground:.1f}H632M{frame.back:.1f} {top:.1f}V{frame.ground:.1f}"
        f"M{frame.next_start + frame.depth:.1f} {top:.1f}V{frame.ground:.1f}"
        f"M{frame.start + radius:.1f} {frame.ground:.1f}"
        f"A{radius:.1f} {radius:.1f} 0 0 0 {frame.start + across:.1f} {frame.ground - up:.1f}"
        f"M{frame.start:.1f} {below:.1f}V{pitch_y + 4:.1f}M{frame.next_start:.1f} {below:.1f}V{pitch_y + 4:.1f}"
        f"M{frame.back:.1f} {below:.1f}V{gap_y + 4:.1f}"
        f"M{frame.back:.1f} {gap_y:.1f}H{frame.next_start:.1f}M{frame.start:.1f} {pitch_y:.1f}H{frame.next_start:.1f}"
    )
    starts = (frame.start, frame.next_start)
    panels = "".join(f"M{x:.1f} {frame.ground:.1f}L{x + frame.depth:.1f} {top:.1f}" for x in starts)
    return [
        element("path", d=thin, fill="none", stroke=INK),
        element("path", d=panels, fill="none", stroke=PANEL, stroke_width=5.0),
    ]


def _sun(spec: SectionSpec, frame: _Frame) -> tuple[float, float]:
    """Where the ray begins, before the upper edge of the front row."""
    lead = _RAY_LEAD / math.hypot(1.0, _reach(spec))
    return frame.back - lead * _reach(spec), frame.ground - frame.height - lead


def _ray(spec: SectionSpec, frame: _Frame) -> list[Markup]:
    """From the sun over the upper edge of the front row to the ground behind it."""
    if not math.isfinite(spec.gap_per_height):
        return []
    lands = frame.back + frame.height * _reach(spec)
    return [line(*_sun(spec, frame), lands, frame.ground, stroke=REFERENCE, width=1.5, dash="6 3")]


def _words(spec: SectionSpec, frame: _Frame) -> list[Markup]:
    """All words in one look and centred, so that a page can hold those of a language together."""
    words = spec.words
    half = {name: text_width(name, SMALL) / 2 for name in (words.gap, words.slope, words.tilt, words.ray)}
    # Words wider than the gap would be crossed by its lines: they stand beside it.
    narrow = 2 * half[words.gap] + 8 > frame.next_start - frame.back
    gap = (
        (frame.next_start + 8 + half[words.gap], frame.ground + 14)
        if narrow
        else ((frame.back + frame.next_start) / 2, frame.ground + 26)
    )
    sun = _sun(spec, frame)
    placed = [
        (max(frame.start - 8 - half[words.tilt], 4 + half[words.tilt]), frame.ground - 10, words.tilt),
        (*gap, words.gap),
        ((frame.start + frame.next_start) / 2, frame.ground + 50, words.pitch),
        (WIDTH - 8 - half[words.slope], frame.ground - frame.height - 14, words.slope),
    ]
    if math.isfinite(spec.gap_per_height):
        room = WIDTH - sun[0] - 22
        placed.append((sun[0] + 14 + min(half[words.ray], room / 2), sun[1] - 3, shorten(words.ray, room, SMALL)))
    return [text(x, y, word, anchor="middle") for x, y, word in placed]

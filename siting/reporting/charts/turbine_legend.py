"""What stands below a turbine selection chart: the meaning of its marks, every region by name, the sources."""

from __future__ import annotations

from collections.abc import Sequence

from siting.reporting.charts.labels import shorten
from siting.reporting.charts.region_labels import Area, RegionLabel
from siting.reporting.charts.svg import Markup, element, line, text
from siting.reporting.charts.theme import INK, MUTE, WIDTH
from siting.reporting.charts.turbine_marks import NAME_SIZE, SWATCH, Emphasis, RegionLook, border_swatch, design_mark
from siting.reporting.charts.turbine_spec import TurbineChartSpec
from siting.reporting.charts.wrapping import wrapped

_NOTE_SIZE = 10.5
_PITCH = 18.0
_COLUMNS = 2
"""The same in every language, so that a page can draw the languages' charts as one."""


def turbine_legend(
    spec: TurbineChartSpec,
    areas: Sequence[Area],
    looks: dict[str, RegionLook],
    labels: Sequence[RegionLabel],
    top: float,
) -> tuple[list[Markup], float]:
    """What the marks mean, then every region in columns; and the bottom of it all."""
    numbered = {label.key: f"{label.text} " for label in labels if label.numbered}
    names = {region.id: region.label for region in spec.regions}
    entries = _mark_entries(spec, areas, looks) + [
        (border_swatch(looks[area.key], not area.sourced), numbered.get(area.key, "") + names[area.key])
        for area in _listed(areas, looks, labels)
    ]
    column, rows = (WIDTH - 8) / _COLUMNS, -(-len(entries) // _COLUMNS)
    drawn = []
    for at, (swatch, name) in enumerate(entries):
        x, y = 8 + at // rows * column, top + (at % rows + 0.5) * _PITCH
        shown = shorten(name, column - SWATCH - 14, NAME_SIZE)
        placed = element("g", swatch, transform=f"translate({x + SWATCH / 2:.1f} {y:.1f})")
        drawn += [placed, text(x + SWATCH + 6, y, shown, size=NAME_SIZE, fill=MUTE)]
    return drawn, top + rows * _PITCH


def _listed(areas: Sequence[Area], looks: dict[str, RegionLook], labels: Sequence[RegionLabel]) -> list[Area]:
    """Every region but the pale ones whose name stands in the picture."""
    named = {label.key for label in labels if not label.numbered}
    return [area for area in areas if looks[area.key].emphasis is not Emphasis.PALE or area.key not in named]


def _mark_entries(
    spec: TurbineChartSpec, areas: Sequence[Area], looks: dict[str, RegionLook]
) -> list[tuple[Markup, str]]:
    """Legend entries of the operating range, the design point, the power lines and the two kinds of border."""
    words, entries = spec.words, []
    half = SWATCH / 2
    if spec.drops:
        entries.append((line(-half, 0, half, 0, stroke=INK, width=3.2), words.range))
        entries.append((design_mark(0, 0), words.design))
    if spec.powers_kw:
        entries.append((line(-half, -4, half, 4, stroke=MUTE, width=0.7), words.power))
    plain = RegionLook(INK, "9 5", Emphasis.PLAIN)
    for broken, said in ((False, words.sourced), (True, words.assumption)):
        if any(area.assumed if broken else area.sourced for area in areas):
            entries.append((border_swatch(plain, broken), said))
    chosen = [area for area in areas if looks[area.key].emphasis is Emphasis.CHOSEN]
    entries += [(border_swatch(looks[area.key], not area.sourced), words.chosen) for area in chosen[:1]]
    return entries


def footnotes(spec: TurbineChartSpec, top: float) -> tuple[list[Markup], float]:
    lines = [said for note in spec.footnotes for said in wrapped(note, WIDTH - 16, _NOTE_SIZE)]
    pitch = 1.4 * _NOTE_SIZE
    drawn = [text(8, top + 8 + (at + 0.5) * pitch, said, size=_NOTE_SIZE, fill=MUTE) for at, said in enumerate(lines)]
    return drawn, top + (8 + len(lines) * pitch if lines else 0)

"""Chart markup made lighter for a page that holds every chart twice: the same picture in fewer bytes."""

from __future__ import annotations

import re

from markupsafe import Markup

from siting.reporting.charts import Chart
from siting.reporting.charts.labels import ELLIPSIS
from siting.reporting.charts.svg import number
from siting.reporting.charts.theme import INK, SMALL

_ROOT = f'fill="{INK}" font-size="{number(SMALL)}"'
_GROUP = re.compile(r'(<g data-k="[^"]*">)<title>[^<]*</title>(.*?</g>)', re.DOTALL)
# A coordinate's second decimal is a two-hundredth of a millimetre on paper.
_HUNDREDTHS = re.compile(r'( (?:x|y|cx|cy|width|height|x1|x2|y1|y2)="-?\d+\.\d)\d"')
_DOUBLED = re.compile(r'="#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3"')
_QUOTED = re.compile(
    r' (fill|stroke|x|y|cx|cy|r|rx|width|height|x1|x2|y1|y2|text-anchor|font-size|stroke-width)="([\w.#-]+)"(?=[ >])'
)


def drawn(chart: Chart, keep_titles: bool = True) -> Markup:
    """The chart's SVG; without ``keep_titles`` hover texts stay only where a name was cut short."""
    svg = chart.svg if keep_titles else _GROUP.sub(_untitled, chart.svg)
    # Common looks move to the root, from where they are inherited; 1 and 0 are what SVG takes for left-out values.
    for default in (' stroke-width="1"', f' fill="{INK}"', f' font-size="{number(SMALL)}"'):
        svg = svg.replace(default, "")
    svg = re.sub(r'<rect x="0"( y="0")?', "<rect", svg)
    svg = re.sub(r' fill="(#\w+)" stroke="\1"', r' fill="\1"', svg)
    svg = _DOUBLED.sub(r'="#\1\2\3"', _HUNDREDTHS.sub(r'\1"', svg))
    # Inline SVG is read by the rules of HTML, where plain values need no quotes.
    return Markup(_QUOTED.sub(r" \1=\2", svg.replace("<svg ", f"<svg {_ROOT} ", 1)))


def _untitled(group: re.Match[str]) -> str:
    return group[0] if ELLIPSIS in group[2] else group[1] + group[2]

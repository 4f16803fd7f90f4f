"""A chart as an SVG file of its own, for viewers, word processors and print."""

from __future__ import annotations

import re

from siting.reporting.charts.chart import Chart

_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)" width="100%"')
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def standalone(chart: Chart) -> str:
    """The chart's SVG as a complete file: with XML declaration, and with a size where the page would give one."""
    sized, count = _BOX.subn(r'viewBox="0 0 \1 \2" width="\1" height="\2"', chart.svg, count=1)
    if not count:
        raise ValueError("the chart has no view box to take a size from")
    return f"{_DECLARATION}{sized}\n"

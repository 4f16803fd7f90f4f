"""Charts of a report as hand-made SVG strings, each with its data as a table.

A chart takes a frozen spec of plain data (translated words, floats, formatting functions) and returns a
:class:`Chart`. Looks are attributes of the elements, so charts keep them in every browser and print engine.
"""

from siting.reporting.charts.bars import BarRow, BarSpec, bar_chart
from siting.reporting.charts.chart import Chart, Heading, Reference, TechnologyNames
from siting.reporting.charts.maps import MapPoint, MapSpec, ToneNames, site_map
from siting.reporting.charts.ranges import RangeRow, RangeSpec, range_chart
from siting.reporting.charts.supply import SupplyItem, SupplySpec, supply_curve
from siting.reporting.charts.theme import Technology, Tone

__all__ = [
    "BarRow",
    "BarSpec",
    "Chart",
    "Heading",
    "MapPoint",
    "MapSpec",
    "RangeRow",
    "RangeSpec",
    "Reference",
    "SupplyItem",
    "SupplySpec",
    "Technology",
    "TechnologyNames",
    "Tone",
    "ToneNames",
    "bar_chart",
    "range_chart",
    "site_map",
    "supply_curve",
]

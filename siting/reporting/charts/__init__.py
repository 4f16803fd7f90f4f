"""Charts of a report as hand-made SVG strings, each with its data as a table.

A chart takes a frozen spec of plain data (translated words, floats, formatting functions) and returns a
:class:`Chart`. Looks are attributes of the elements, so charts keep them in every browser and print engine.
The turbine selection chart, alone in needing numpy, is imported from :mod:`siting.reporting.charts.turbine_chart`.
"""

from siting.reporting.charts.bars import BarRow, BarSpec, bar_chart
from siting.reporting.charts.bridge import BridgeSpec, BridgeStep, BridgeWords, StepKind, bridge_chart
from siting.reporting.charts.cash_over_time import CashOverTimeSpec, FlowGroup, RunningSum, cash_over_time
from siting.reporting.charts.chart import Chart, Heading, Reference, TechnologyNames
from siting.reporting.charts.duration import DurationSpec, duration_chart
from siting.reporting.charts.log_paper import bounds_polygon
from siting.reporting.charts.maps import MapPoint, MapSpec, ToneNames, site_map
from siting.reporting.charts.money_marks import FlowKind, even_legends
from siting.reporting.charts.payments import PaymentsSpec, SchemeRow, payments_chart
from siting.reporting.charts.price_cases import CaseRow, PriceCasesSpec, price_cases_chart
from siting.reporting.charts.ranges import RangeRow, RangeSpec, range_chart
from siting.reporting.charts.standalone import standalone
from siting.reporting.charts.supply import SupplyItem, SupplySpec, supply_curve
from siting.reporting.charts.theme import Technology, Tone
from siting.reporting.charts.turbine_spec import DropMark, RegionShape, TurbineChartSpec, TurbineWords

__all__ = [
    "BarRow",
    "BarSpec",
    "BridgeSpec",
    "BridgeStep",
    "BridgeWords",
    "CaseRow",
    "CashOverTimeSpec",
    "Chart",
    "DropMark",
    "DurationSpec",
    "FlowGroup",
    "FlowKind",
    "Heading",
    "MapPoint",
    "MapSpec",
    "PaymentsSpec",
    "PriceCasesSpec",
    "RangeRow",
    "RangeSpec",
    "Reference",
    "RegionShape",
    "RunningSum",
    "SchemeRow",
    "StepKind",
    "SupplyItem",
    "SupplySpec",
    "Technology",
    "TechnologyNames",
    "Tone",
    "ToneNames",
    "TurbineChartSpec",
    "TurbineWords",
    "bar_chart",
    "bounds_polygon",
    "bridge_chart",
    "cash_over_time",
    "duration_chart",
    "even_legends",
    "payments_chart",
    "price_cases_chart",
    "range_chart",
    "site_map",
    "standalone",
    "supply_curve",
]

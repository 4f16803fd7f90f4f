"""Flow records of drops: readers of series, months, duration curves and the utility's reports."""

from siting.project.flows.read import read_flow
from siting.project.flows.record import FlowRecord

__all__ = ["FlowRecord", "read_flow"]

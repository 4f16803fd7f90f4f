"""Where a number comes from: formula, this option's numbers, inputs down to file, row and source."""

from siting.reporting.explain.figures import explain, explain_down, explainable
from siting.reporting.explain.records import Explanation, Input

__all__ = ["Explanation", "Input", "explain", "explain_down", "explainable"]

"""The flow duration curve of a drop, split by what a machine does with the water, at even steps for drawing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from siting.hydro.records import Floats, Operation, Water


def exceedance_curve(water: Water, operation: Operation | None, points: int) -> Mapping[str, Floats]:
    """``time_share`` 0 to 1 with the flow reached or passed for that share of the year, and what becomes of it.

    Without a machine the parts are NaN.
    """
    order = np.lexsort((water.head_m, -water.flow_m3_s))
    ends = np.cumsum(water.hours[order])
    share = np.linspace(0.0, 1.0, points)
    # The interval in which the share of the year ends; the last bit of a sum must not lead past the end.
    at = order[np.minimum(np.searchsorted(ends, share * ends[-1] * (1 - 1e-12)), len(order) - 1)]
    flow = water.flow_m3_s[at]
    head = water.head_m[at] - water.loss_coefficient * flow**water.loss_exponent
    none = np.full(points, np.nan)
    return {
        "time_share": share,
        "flow_m3_s": flow,
        "head_m": head,
        "turbined_m3_s": none if operation is None else operation.turbined_m3_s[at],
        "spilled_m3_s": none if operation is None else operation.spilled_m3_s[at],
        "cutoff_m3_s": none if operation is None else operation.cutoff_m3_s[at],
        "power_kw": none if operation is None else operation.power_kw[at],
    }

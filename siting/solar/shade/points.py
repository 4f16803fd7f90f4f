"""Points spread over the ground of a plot, from which obstacles are looked at."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.solar.records import Floats


def sample_points(ground: Any | None, count: int = 16) -> Floats:
    """Up to ``count`` points (points x 2, local metres) on a square grid over a (Multi)Polygon, at least one.

    Without a ground, as in area mode, the origin alone. The grid starts wide and narrows until at least half the points
    asked for lie on the ground; narrow strips so get theirs as well.
    """
    import shapely

    if ground is None or ground.is_empty or ground.area <= 0.0:
        return np.zeros((1, 2))
    west, south, east, north = ground.bounds
    step_m = float(np.sqrt(ground.area / count))
    points = np.zeros((0, 2))
    for _ in range(8):
        x, y = np.meshgrid(_middles(west, east, step_m), _middles(south, north, step_m))
        inside = shapely.contains_xy(ground, x.ravel(), y.ravel())
        points = np.column_stack([x.ravel()[inside], y.ravel()[inside]])
        if 2 * len(points) >= count:
            break
        step_m /= np.sqrt(2.0)
    if not len(points):
        middle = ground.representative_point()
        return np.array([[middle.x, middle.y]])
    kept = np.unique(np.linspace(0, len(points) - 1, min(count, len(points))).round().astype(np.int64))
    return np.asarray(points[kept])


def _middles(low: float, high: float, step_m: float) -> Floats:
    """Middles of equal parts of a length, about ``step_m`` long and at most a thousand."""
    parts = int(np.clip(round((high - low) / step_m), 1, 1000))
    return np.asarray(low + (high - low) * (np.arange(parts) + 0.5) / parts)

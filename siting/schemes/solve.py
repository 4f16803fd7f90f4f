"""The amount at which a company just reaches what it needs: roots of monotone functions, all options at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from siting.finance.metrics import Floats

Function = Callable[[Floats], Floats]

DOUBLINGS = 60
STEPS = 200
EPSILON = 2.0**-52


def rising_root(function: Function, guess: Floats, width: Floats, enough: Floats) -> Floats:
    """Where each rising function crosses zero, to the last digits or to ``enough``; NaN where no bracket is found.

    ``enough`` is a value of the function that is as good as zero. The bracket grows from ``guess`` by doubling
    ``width``; then inverse quadratic steps where they help and halving
    where they do not (T. R. Chandrupatla, Advances in Engineering Software 28, 1997).
    """
    width = np.maximum(np.abs(width), 1e-9)
    low, high = guess - width, guess + width
    at_low, at_high = function(low), function(high)
    for _ in range(DOUBLINGS):
        down, up = at_low > 0, at_high < 0
        if not (down | up).any():
            break
        width = 2.0 * width
        low, high = np.where(down, low - width, low), np.where(up, high + width, high)
        at_low, at_high = function(low), function(high)
    bracketed = (at_low <= 0) & (at_high >= 0)
    return np.where(bracketed, _chandrupatla(function, low, high, at_low, at_high, enough), np.nan)


def _chandrupatla(function: Function, a: Floats, b: Floats, at_a: Floats, at_b: Floats, enough: Floats) -> Floats:
    """``b`` is the newest point, ``a`` the other end of the bracket, ``c`` the point before."""
    c, at_c = a, at_a
    best = np.where(np.abs(at_a) < np.abs(at_b), a, b)
    share = np.full(len(a), 0.5)
    done = np.zeros(len(a), dtype=bool)
    for _ in range(STEPS):
        x = a + share * (b - a)
        at_x = function(x)
        same = (at_x > 0) == (at_a > 0)
        c, at_c = np.where(same, a, b), np.where(same, at_a, at_b)
        b, at_b = np.where(same, b, a), np.where(same, at_b, at_a)
        a, at_a = x, at_x
        nearer = np.abs(at_a) < np.abs(at_b)
        best = np.where(done, best, np.where(nearer, a, b))
        span = np.abs(b - a)
        least = 2.0 * EPSILON * np.abs(best)
        done = done | (span <= 2.0 * least) | (np.abs(at_a) <= enough) | ~np.isfinite(at_x)
        if done.all():
            break
        share = _share(a, b, c, at_a, at_b, at_c, least)
    return best


def _share(a: Floats, b: Floats, c: Floats, at_a: Floats, at_b: Floats, at_c: Floats, least: Floats) -> Floats:
    """Where between ``a`` (0) and ``b`` (1) to look next."""
    with np.errstate(all="ignore"):
        xi, phi = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
        fits = (phi * phi < xi) & ((1.0 - phi) ** 2 < 1.0 - xi)
        step = at_a / (at_b - at_a) * at_c / (at_b - at_c) + (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (
            at_c - at_b
        )
        margin = np.minimum(least / np.abs(b - a), 0.5)
    step = np.where(fits & np.isfinite(step), step, 0.5)
    return np.clip(step, margin, 1.0 - margin)

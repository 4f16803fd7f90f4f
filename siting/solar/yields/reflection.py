"""What the front glass lets through, relative to light that falls on it straight (incidence angle modifiers)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.polynomial import Chebyshev, Polynomial

from siting.solar.records import Floats
from siting.solar.yields.kernel import ABSORPTION, LEAST_COSINE

# Diffuse light is integrated at these steps of the tilt and taken between them along straight lines.
TILT_STEP_DEG = 0.5
# A polynomial of this degree is within 1e-10 for an index of 1.526, and NEAR for any from 1.1 to 3.
DEGREE = 18
NEAR = 1e-7


def straight(index: float) -> float:
    """The share of light let through at right angles, by Fresnel's law and absorption."""
    return float((1 - ((index - 1) / (index + 1)) ** 2) * np.exp(-ABSORPTION))


def beam_passes(cosine: Floats, index: float) -> Floats:
    """The modifier of light at an angle of incidence with this cosine: Snell's and Fresnel's laws, absorption.

    ``index`` is the refraction index of the glass, without an anti-reflective coat.
    """
    inside = np.maximum(np.sqrt(1 - (1 - cosine**2) / index**2), LEAST_COSINE)
    across = 1 - ((cosine - index * inside) / (cosine + index * inside)) ** 2
    along = 1 - ((inside - index * cosine) / (inside + index * cosine)) ** 2
    found: Floats = 0.5 * (across + along) * np.exp(-ABSORPTION / inside) / straight(index)
    return found


def diffuse_passes(tilt_deg: Floats, index: float) -> Floats:
    """The modifiers of light from sky, horizon and ground (3 x tilts), by Marion (2017), Solar Energy 147, 344-348."""
    steps = np.asarray(tilt_deg) / TILT_STEP_DEG
    below, above = np.floor(steps), np.ceil(steps)
    nodes, place = np.unique(np.concatenate([below, above]), return_inverse=True)
    known = np.array([_integrated(float(node) * TILT_STEP_DEG, index) for node in nodes]).reshape(-1, 3)
    left, right = known[place[: len(steps)]], known[place[len(steps) :]]
    return np.ascontiguousarray((left + (right - left) * (steps - below)[:, None]).T)


@lru_cache(maxsize=1024)
def _integrated(tilt_deg: float, index: float) -> tuple[float, float, float]:
    from pvlib.iam import marion_integrate

    def modifier(angle_deg: Floats) -> Floats:
        return beam_passes(np.maximum(np.cos(np.radians(angle_deg)), 0), index)

    sky, horizon, ground = (float(marion_integrate(modifier, tilt_deg, part)) for part in ("sky", "horizon", "ground"))
    return sky, horizon, ground


@lru_cache(maxsize=32)
def polynomial(index: float) -> tuple[float, ...] | None:
    """The modifier of beam as a polynomial of ``2 cos i - 1``, highest power first; None where it is not near enough."""
    at = np.cos(np.pi * (np.arange(4 * DEGREE) + 0.5) / (4 * DEGREE))
    fitted = Chebyshev.fit(at, beam_passes((at + 1) / 2, index), DEGREE, domain=[-1, 1])
    found = fitted.convert(kind=Polynomial, domain=[-1, 1])
    cosine = np.linspace(0, 1, 2001)
    off = np.abs(found(2 * cosine - 1) - beam_passes(cosine, index)).max()
    return tuple(found.coef[::-1].tolist()) if off < NEAR else None

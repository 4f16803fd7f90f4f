"""Head lost in pipes and valves, on scalars and arrays; SI throughout.

References:
    Darcy (1857) and Weisbach (1845): ``h = (f L / D + K) v^2 / (2 g)``.
    Swamee and Jain (1976), Explicit equations for pipe-flow problems, J. Hydraul. Div. ASCE 102(5), 657-664.
    Hagen (1839) and Poiseuille (1840), laminar flow: ``f = 64 / Re``.
    Hazen and Williams (1905), in SI: ``h = 10.67 L Q^1.852 / (C^1.852 D^4.8704)``.

"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from siting.vocabulary.units import STANDARD_GRAVITY_M_S2

Numbers = float | npt.NDArray[np.float64]

# Water at 15 degrees C: 1.1375 mPa s over 999.10 kg/m3 (IAPWS R12-08, 2008; IAPWS R6-95).
VISCOSITY_M2_S = 1.14e-6
# Below this Reynolds number pipe flow is laminar (Reynolds 1883; the customary value).
LAMINAR_UNTIL = 2300.0
DARCY_EXPONENT = 2.0
HAZEN_WILLIAMS_EXPONENT = 1.852


def area_m2(diameter_m: Numbers) -> npt.NDArray[np.float64]:
    """The clear area of a round pipe [m2]."""
    return np.asarray(np.pi / 4.0 * np.square(np.asarray(diameter_m, dtype=float)))


def speed_m_s(flow_m3_s: Numbers, diameter_m: Numbers) -> npt.NDArray[np.float64]:
    """The mean speed in a full pipe [m/s]."""
    return np.asarray(flow_m3_s, dtype=float) / area_m2(diameter_m)


def friction_factor(
    flow_m3_s: Numbers, diameter_m: Numbers, roughness_mm: Numbers, viscosity_m2_s: float = VISCOSITY_M2_S
) -> npt.NDArray[np.float64]:
    """Darcy's f after Swamee and Jain, 64/Re where the flow is laminar, 0 at rest. Printed for Re 5e3 to 1e8."""
    diameter = np.asarray(diameter_m, dtype=float)
    reynolds = speed_m_s(flow_m3_s, diameter) * diameter / viscosity_m2_s
    relative = np.asarray(roughness_mm, dtype=float) / 1000.0 / diameter
    turbulent = np.where(reynolds > LAMINAR_UNTIL, reynolds, LAMINAR_UNTIL)
    found = 0.25 / np.square(np.log10(relative / 3.7 + 5.74 / turbulent**0.9))
    laminar = np.divide(64.0, reynolds, out=np.zeros_like(reynolds), where=reynolds > 0)
    return np.asarray(np.where(np.isnan(reynolds), np.nan, np.where(reynolds > LAMINAR_UNTIL, found, laminar)))


def speed_head_s2_m5(diameter_m: Numbers, gravity_m_s2: float = STANDARD_GRAVITY_M_S2) -> npt.NDArray[np.float64]:
    """The speed head ``v^2 / (2 g)`` of a flow of 1 m3/s: what one unit of K costs [s2/m5]."""
    return 1.0 / (2.0 * gravity_m_s2 * np.square(area_m2(diameter_m)))


def darcy_coefficient_s2_m5(
    length_m: Numbers,
    diameter_m: Numbers,
    roughness_mm: Numbers,
    minor_loss: Numbers,
    flow_m3_s: Numbers,
    gravity_m_s2: float = STANDARD_GRAVITY_M_S2,
) -> npt.NDArray[np.float64]:
    """Coefficient k of ``h = k Q^2`` [s2/m5], the friction taken at ``flow_m3_s``; smaller flows lose slightly more than this."""
    diameter = np.asarray(diameter_m, dtype=float)
    friction = friction_factor(flow_m3_s, diameter, roughness_mm)
    return np.asarray((friction * length_m / diameter + minor_loss) * speed_head_s2_m5(diameter, gravity_m_s2))


def hazen_williams_coefficient(length_m: Numbers, diameter_m: Numbers, c: Numbers) -> npt.NDArray[np.float64]:
    """Coefficient k of ``h = k Q^1.852``, Q in m3/s, h in m."""
    diameter = np.asarray(diameter_m, dtype=float)
    return 10.67 * np.asarray(length_m) / (np.asarray(c) ** HAZEN_WILLIAMS_EXPONENT * diameter**4.8704)


def pipe_law(
    length_m: Numbers,
    diameter_m: Numbers,
    flow_m3_s: Numbers,
    roughness_mm: Numbers = np.nan,
    c: Numbers = np.nan,
    minor_loss: Numbers = 0.0,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Coefficient k and exponent n of a pipe's ``h = k Q^n`` [m, m3/s], right at ``flow_m3_s``; k is NaN where something is missing.

    With a roughness n is 2 and the friction is that at the flow. With Hazen and Williams' C n is 1.852, and the minor
    losses, which go by the square, are those at the flow.
    """
    diameter, flow = np.asarray(diameter_m, dtype=float), np.asarray(flow_m3_s, dtype=float)
    minor = np.asarray(minor_loss, dtype=float)
    by_c = ~np.isnan(np.asarray(c, dtype=float))
    turned = np.where(minor > 0, minor * flow ** (DARCY_EXPONENT - HAZEN_WILLIAMS_EXPONENT), 0.0)
    williams = hazen_williams_coefficient(length_m, diameter, c) + turned * speed_head_s2_m5(diameter)
    darcy = darcy_coefficient_s2_m5(length_m, diameter, roughness_mm, minor, flow)
    return np.where(by_c, williams, darcy), np.where(by_c, HAZEN_WILLIAMS_EXPONENT, DARCY_EXPONENT)

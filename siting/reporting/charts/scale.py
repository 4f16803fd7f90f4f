"""Linear and logarithmic scales from data to picture units, with 1-2-5 ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_NOTHING = 1e-12
_DECADE_ROOM = 150.0
"""Picture units a decade needs before its 2 and 5 are ticked as well."""


@dataclass(frozen=True)
class LinearScale:
    """Maps ``domain`` (low, high) linearly onto ``extent`` (start, end) in picture units."""

    domain: tuple[float, float]
    extent: tuple[float, float]

    def __post_init__(self) -> None:
        _check_domain(self.domain)

    def __call__(self, value: float) -> float:
        low, high = self.domain
        return _interpolated((value - low) / (high - low) if high > low else 0.5, self.extent)

    def ticks(self, target: int = 5) -> tuple[float, ...]:
        """About ``target`` multiples of 1, 2 or 5 times a power of ten, inside the domain."""
        return linear_ticks(self.domain, target)


@dataclass(frozen=True)
class LogScale:
    """Maps a positive ``domain`` onto ``extent`` by the logarithm."""

    domain: tuple[float, float]
    extent: tuple[float, float]

    def __post_init__(self) -> None:
        _check_domain(self.domain)
        _check_positive(self.domain)

    def __call__(self, value: float) -> float:
        _check_positive((value,))
        low, high = (math.log10(bound) for bound in self.domain)
        return _interpolated((math.log10(value) - low) / (high - low) if high > low else 0.5, self.extent)

    def ticks(self, target: int = 8) -> tuple[float, ...]:
        """Powers of ten inside the domain, thinned to ``target``; their 2 and 5 too where there is room."""
        low, high = self.domain
        decades = math.log10(high) - math.log10(low)
        roomy = abs(self.extent[1] - self.extent[0]) >= _DECADE_ROOM * decades
        powers = _log_steps(low, high, (1,))
        stride = max(1, math.ceil(len(powers) / target))
        candidates = _log_steps(low, high, (1, 2, 5)) if roomy or len(powers) < 2 else powers[::stride]
        return candidates or linear_ticks(self.domain, 4)


Scale = LinearScale | LogScale


def linear_domain(values: Iterable[float], include: Iterable[float] = (), target: int = 5) -> tuple[float, float]:
    """Domain on whole tick steps that holds ``values`` and ``include`` (a reference, or zero)."""
    low, high = _bounds([*values, *include], (0.0, 1.0))
    if _no_range(low, high):
        margin = abs(low) / 2 if abs(low) > _NOTHING else 1.0
        low, high = low - margin, high + margin
    step, exponent = _nice_step((high - low) / target)
    return (
        min(low, _multiple(math.floor(low / step / 10.0**exponent + 1e-9), step, exponent)),
        max(high, _multiple(math.ceil(high / step / 10.0**exponent - 1e-9), step, exponent)),
    )


def log_domain(values: Iterable[float], include: Iterable[float] = ()) -> tuple[float, float]:
    """Positive domain with bounds at 1, 2 or 5 times a power of ten; ValueError for values <= 0."""
    everything = [*values, *include]
    _check_positive(everything)
    low, high = _bounds(everything, (1.0, 10.0))
    steps = _log_steps(low / 10, high * 10, (1, 2, 5))
    below = [step for step in steps if step <= low]
    above = [step for step in steps if step >= high and step > below[-1]]
    return below[-1], above[0]


def linear_ticks(domain: tuple[float, float], target: int = 5) -> tuple[float, ...]:
    """Round values inside ``domain``, strictly rising; the bound itself when there is no range."""
    low, high = domain
    if _no_range(low, high):
        return (low,)
    step, exponent = _nice_step((high - low) / target)
    first = math.ceil(low / step / 10.0**exponent - 1e-9)
    last = math.floor(high / step / 10.0**exponent + 1e-9)
    ticks = (_multiple(count, step, exponent) for count in range(first, last + 1))
    return tuple(sorted({tick for tick in ticks if low <= tick <= high}))


def nice_length(limit: float) -> float:
    """The longest 1-2-5 length that does not exceed ``limit``."""
    _check_positive((limit,))
    exponent = math.floor(math.log10(limit))
    steps = [_multiple(step, 1, power) for power in (exponent - 1, exponent) for step in (1, 2, 5)]
    return max(step for step in steps if step <= limit)


def _interpolated(share: float, extent: tuple[float, float]) -> float:
    return extent[0] + share * (extent[1] - extent[0])


def _nice_step(raw: float) -> tuple[int, int]:
    """The smallest (1, 2 or 5; power of ten) step that is at least ``raw``."""
    exponent = math.floor(math.log10(raw))
    for step in (1, 2, 5):
        if step * 10.0**exponent >= raw * (1 - 1e-9):
            return step, exponent
    return 1, exponent + 1


def _multiple(count: int, step: int, exponent: int) -> float:
    """``count * step * 10**exponent`` as the float nearest to the decimal number."""
    return float(f"{count * step}e{exponent}")


def _log_steps(low: float, high: float, steps: tuple[int, ...]) -> tuple[float, ...]:
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = (_multiple(step, 1, exponent) for exponent in exponents for step in steps)
    return tuple(tick for tick in ticks if low <= tick <= high)


def _bounds(values: list[float], fallback: tuple[float, float]) -> tuple[float, float]:
    if not values:
        return fallback
    _check_domain((min(values), max(values)))
    return min(values), max(values)


def _no_range(low: float, high: float) -> bool:
    """Whether the range is nothing, or too small for floats to tell ticks apart."""
    return high - low <= max(1e-300, 1e-12 * max(abs(low), abs(high)))


def _check_domain(domain: tuple[float, float]) -> None:
    low, high = domain
    if not (math.isfinite(low) and math.isfinite(high - low) and low <= high):
        raise ValueError(f"a scale needs a finite domain with low <= high, got {low} to {high}")


def _check_positive(values: Iterable[float]) -> None:
    for value in values:
        if not value > 0:
            raise ValueError(f"a logarithmic scale needs values above 0, got {value}")

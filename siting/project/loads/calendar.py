"""The year of hours that loads, generation and prices share.

Hour 0 is 1 April, 00:00 to 01:00, the last one 31 March, 23:00 to 24:00: a fiscal year of 8,760 hours without
29 February, in Japanese time. Every load keeps the dates of its days, so that a tariff finds its weekdays and holidays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

HOURS = 8760
DAYS = 365
Days = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Weekdays of a load that names no year: 1 April 2025 is a Tuesday, and the year has no 29 February.
USUAL_FISCAL_YEAR = 2025


def _common_year() -> Days:
    return np.arange(np.datetime64("2001-04-01"), np.datetime64("2002-04-01"))


# Month (1 to 12) and day of each of the 365 days.
MONTH_OF_DAY: Ints = _common_year().astype("datetime64[M]").astype(np.int64) % 12 + 1
DAY_OF_MONTH: Ints = (_common_year() - _common_year().astype("datetime64[M]").astype("datetime64[D]")).astype(
    np.int64
) + 1
MONTH_OF_HOUR: Ints = np.repeat(MONTH_OF_DAY, 24)
HOUR_OF_DAY: Ints = np.tile(np.arange(24), DAYS)


def days_of(fiscal_year: int) -> Days:
    """The 365 days of a fiscal year from 1 April, without 29 February."""
    days = np.arange(np.datetime64(f"{fiscal_year:04d}-04-01"), np.datetime64(f"{fiscal_year + 1:04d}-04-01"))
    return days[~is_leap_day(days)]


def is_leap_day(days: Days) -> npt.NDArray[np.bool_]:
    """Which days are 29 February."""
    months = days.astype("datetime64[M]")
    day = (days - months.astype("datetime64[D]")).astype(np.int64)
    return np.asarray((months.astype(np.int64) % 12 == 1) & (day == 28))


def slot_of(days: Days) -> Ints:
    """The position of each day in the year from 1 April (0 to 364); 29 February has none and must be left out."""
    months = days.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    day = (days - months.astype("datetime64[D]")).astype(np.int64)
    return np.asarray(_FIRST_SLOT[month] + day)


_FIRST_SLOT: Ints = np.array([0, *(int(np.argmax(month == MONTH_OF_DAY)) for month in range(1, 13))])


def weekday_of(days: Days) -> Ints:
    """The day of the week, Monday 0 to Sunday 6 (1 January 1970 was a Thursday)."""
    return np.asarray((days.astype(np.int64) + 3) % 7)


def from_april(january_first: Floats) -> Floats:
    """A year of 8,760 hours that begins in January, beginning in April."""
    at = int(24 * np.argmax(MONTH_OF_DAY == 1))  # hours from April to December
    return np.concatenate([january_first[HOURS - at :], january_first[: HOURS - at]])

"""Readings of any length to a mean year of 8,760 hours.

Each calendar month weighs its days of a common year; within it all intervals with a flow weigh the same, from whatever
year they are. So a gap is stood for by the rest of its month, and 29 February counts with February.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.readings import Floats, Gathered, Ints
from siting.project.flows.record import FlowRecord
from siting.project.flows.sheets import Asked
from siting.project.flows.units import to_m, to_m3_s

HOUR, DAY = 60, 24 * 60  # minutes
MONTH = 0  # the step of monthly figures, whose lengths differ
COMMON_YEAR_HOURS = 24.0 * np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
LARGEST_NEGATIVE_SHARE = 0.10
_FIRST_MONTH = "1900"  # months before it stand for months without a year
Months = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Intervals:
    """Intervals in the order of time, NaN where nothing was measured; ``step`` in minutes."""

    start: npt.NDArray[np.datetime64]
    flow_m3_s: Floats
    head_m: Floats
    step: int
    notes: tuple[Text, ...]

    @property
    def months(self) -> Months:
        """The month in which each interval begins."""
        return self.start.astype("datetime64[M]")

    def only(self, kept: npt.NDArray[np.bool_]) -> Intervals:
        """Some of the intervals."""
        return replace(self, start=self.start[kept], flow_m3_s=self.flow_m3_s[kept], head_m=self.head_m[kept])


def mean_year(readings: Gathered, step: int, asked: Asked, sha256: str, notes: Sequence[Text] = ()) -> FlowRecord:
    """The mean year of some readings; ``step`` is minutes, or ``MONTH``; raises ``InputProblems``."""
    refuse_twice(readings)
    if asked.source.unit == "m3/month" and step != MONTH:
        raise asked.refuse("unit", text("m3/month is for monthly figures; the file goes in steps of {step}", step=say_step(step)))  # fmt: skip
    flow, more = _not_negative(readings)
    hours = _hours_of(readings.start.astype("datetime64[M]"))
    head = to_m(readings.head, asked.source.head_unit)
    found = Intervals(readings.start, to_m3_s(flow, asked.source.unit, hours), head, step, (*notes, *more))
    if step and step < HOUR:
        found = _by_the_hour(found)
    if asked.source.head_column is not None:
        found = _with_head(found)
    found = found.only(~np.isnan(found.flow_m3_s))
    _refuse_missing_months(found, asked)
    month = found.months.astype(np.int64) % 12 + 1
    counts = np.bincount(month, minlength=13)[1:]
    first, last = found.months.min(), found.months.max()
    return FlowRecord(
        kind="months" if step == MONTH else "days" if step == DAY else "hours",
        flow_m3_s=found.flow_m3_s,
        hours=(COMMON_YEAR_HOURS / counts)[month - 1],
        month=month,
        head_m=found.head_m,
        years=len(np.unique(found.months)) / 12,
        file=asked.source.file,
        sha256=sha256,
        notes=(_extent(found, step, first, last), *found.notes, *_gaps(found, readings, first, last), *_treated(found)),
    )


def say_step(step: int) -> Text:
    """An interval in words: 1 hour."""
    if step == MONTH:
        return text("1 month")
    if step == DAY:
        return text("1 day")
    if step == HOUR:
        return text("1 hour")
    if step % DAY == 0:
        return text("{count} days", count=step // DAY)
    if step % HOUR == 0:
        return text("{count} hours", count=step // HOUR)
    return text("{count} minutes", count=step)


def _extent(found: Intervals, step: int, first: np.datetime64, last: np.datetime64) -> Text:
    if str(first) < _FIRST_MONTH:
        return text("a flow for each of {count} months, without a year", count=len(found.start))
    return text(
        "{count} flows at steps of {step} from {first} to {last}",
        count=f"{len(found.start):,}",
        step=say_step(step if step in (MONTH, DAY) or step > HOUR else HOUR),
        first=str(first),
        last=str(last),
    )


def _hours_of(months: Months) -> Floats:
    """The true length of each month [h]."""
    days = (months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")
    return np.asarray(days.astype(np.int64) * 24.0)


def refuse_twice(readings: Gathered) -> None:
    """Raises where two readings have the same time."""
    again = np.flatnonzero(readings.start[1:] == readings.start[:-1]) + 1
    if not len(again):
        return
    at = int(again[0])
    expected = text(
        "the same time stands twice, first in {place}; {count} times do: keep one row of each",
        place=readings.place(at - 1),
        count=len(np.unique(readings.start[again])),
    )
    written = str(readings.start[at]).replace("T", " ")
    raise readings.refuse(at, written if written >= _FIRST_MONTH else written[5:7].lstrip("0"), expected)


def _not_negative(readings: Gathered) -> tuple[Floats, tuple[Text, ...]]:
    """The flows with 0 for negative ones; too many of them are a fault."""
    negative = readings.flow < 0  # NaN is not
    count, measured = int(negative.sum()), int((~np.isnan(readings.flow)).sum())
    if not count:
        return readings.flow, ()
    smallest = f"{readings.flow[negative].min():g}"
    if count > LARGEST_NEGATIVE_SHARE * measured:
        expected = text(
            "{count} of {measured} flows are negative, more than 10 %: correct the sign, the column or the zero of the meter",
            count=f"{count:,}",
            measured=f"{measured:,}",
        )
        at = int(np.flatnonzero(negative)[0])
        raise readings.refuse(at, f"{readings.flow[at]:g}", expected)
    told = text("{count} negative flows are counted as 0; the smallest is {value}", count=f"{count:,}", value=smallest)
    return np.where(negative, 0.0, readings.flow), (told,)


def _by_the_hour(found: Intervals) -> Intervals:
    """Means of the hours; an hour with less than half of its values is a gap."""
    hours, inverse = np.unique(found.start.astype("datetime64[h]"), return_inverse=True)
    whole = HOUR // found.step
    measured = ~np.isnan(found.flow_m3_s)
    count = np.bincount(inverse[measured], minlength=len(hours))
    flow = np.bincount(inverse[measured], found.flow_m3_s[measured], len(hours))
    headed = measured & ~np.isnan(found.head_m)
    heads = np.bincount(inverse[headed], minlength=len(hours))
    head = np.bincount(inverse[headed], found.head_m[headed], len(hours))
    enough = 2 * count >= whole
    notes = [text("values every {count} minutes are averaged to hours", count=found.step)]
    if partly := int((enough & (count < whole)).sum()):
        notes.append(text("{count} hours are the mean of at least half of their values", count=f"{partly:,}"))
    with np.errstate(invalid="ignore"):
        return Intervals(
            hours.astype("datetime64[m]"),
            np.where(enough, flow / count, np.nan),
            np.where(heads > 0, head / heads, np.nan),
            HOUR,
            (*found.notes, *notes),
        )


def _with_head(found: Intervals) -> Intervals:
    """The intervals without a head become gaps: what they yield cannot be told."""
    without = np.isnan(found.head_m) & ~np.isnan(found.flow_m3_s)
    notes = list(found.notes)
    if count := int(without.sum()):
        notes.append(text("{count} flows without a head beside them are left out", count=f"{count:,}"))
    if count := int((found.head_m < 0).sum()):
        smallest = f"{np.nanmin(found.head_m):.3g}"
        notes.append(text("{count} heads are negative, the smallest {value} m: nothing can be generated there", count=f"{count:,}", value=smallest))  # fmt: skip
    return replace(found, flow_m3_s=np.where(without, np.nan, found.flow_m3_s), notes=tuple(notes))


def _refuse_missing_months(found: Intervals, asked: Asked) -> None:
    present = set((found.months.astype(np.int64) % 12 + 1).tolist())
    missing = [str(month) for month in range(1, 13) if month not in present]
    if not missing:
        return
    if len(missing) == 12:
        expected = text("the file holds no flow")
    else:
        expected = text(
            "no flow in any year in month {months}: add these months, or give twelve figures with layout months",
            months=", ".join(missing),
        )
    raise InputProblems([Problem(asked.source.file, "", "", None, expected)])


def _gaps(found: Intervals, readings: Gathered, first: np.datetime64, last: np.datetime64) -> list[Text]:
    """What is missing in the months from first to last, and what stood there."""
    spanned = np.arange(first, last + 1)
    expected = np.bincount(spanned.astype(np.int64) % 12, _hours_of(spanned), 12)
    each = _hours_of(found.months) if found.step == MONTH else np.full(len(found.start), found.step / HOUR)
    missing = expected - np.bincount(found.months.astype(np.int64) % 12, each, 12)
    notes = []
    if missing.sum() > 0:
        told = text(
            "{hours} hours of these months have no flow (month: hours - {months}); the rest of the same month stands for them",
            hours=f"{missing.sum():,.0f}",
            months=_by_month(missing),
        )
        notes.append(told)
    if readings.words:
        words = ", ".join(f"{word} x {count:,}" for word, count in sorted(readings.words.items()))
        notes.append(text("texts taken as nothing measured: {words}", words=words))
    return notes


def _by_month(amounts: Floats | Ints) -> str:
    return ", ".join(f"{at + 1}: {amount:,.0f}" for at, amount in enumerate(amounts) if amount)


def _treated(found: Intervals) -> list[Text]:
    """Leap days, months held unequally often, a flow that is 0 throughout."""
    notes = []
    times = np.bincount(np.unique(found.months).astype(np.int64) % 12, minlength=12)
    if times.min() != times.max():
        notes.append(text("the record holds the months unequally often (month: times - {months}); each weighs its days all the same", months=_by_month(times)))  # fmt: skip
    days = found.start.astype("datetime64[D]")
    in_february = found.months.astype(np.int64) % 12 == 1
    if found.step != MONTH and (in_february & ((days - found.months.astype("datetime64[D]")).astype(np.int64) == 28)).any():  # fmt: skip
        notes.append(text("29 February is counted with the other days of February; the mean year has 365 days"))
    if not found.flow_m3_s.any():
        notes.append(text("the flow is 0 throughout"))
    return notes

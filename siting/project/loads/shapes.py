"""Shipped load shapes: how the energy of a year or of twelve months is spread over its hours. All are assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from siting.language import Text, text, verbatim
from siting.project.loads.calendar import MONTH_OF_DAY, MONTH_OF_HOUR, Days, Floats, weekday_of
from siting.resources import share
from siting.shipped import read_shipped

TABLE = "load_shapes"
_SATURDAY = 5


@dataclass(frozen=True)
class LoadShape:
    """Weights of the hours by month (January first), weekday or weekend, and hour."""

    name: str
    ja: str
    en: str
    weights: Floats
    assumption: bool
    note: str

    def hourly(self, days: Days) -> Floats:
        """The weight of every hour of a year with those dates."""
        weekend = (weekday_of(days) >= _SATURDAY).astype(np.int64)
        return np.asarray(self.weights[MONTH_OF_DAY - 1, weekend].reshape(-1))

    @property
    def told(self) -> Text:
        """What to say wherever the shape stands for measurements."""
        name = verbatim(self.en, ja=self.ja, en=self.en)
        if self.assumption:
            return text("assumption: the hours of the load follow the shipped shape {name}", name=name)
        return text("the hours of the load follow the shipped shape {name}", name=name)


@cache
def load_shapes() -> dict[str, LoadShape]:
    """The shapes of the shipped table by name."""
    found: dict[str, LoadShape] = {}
    for row in read_shipped(share("data"), TABLE):
        shape = found.setdefault(
            row["shape"],
            LoadShape(
                row["shape"], row["ja"], row["en"], np.zeros((12, 2, 24)), row["assumption"] == "true", row["note"]
            ),
        )
        months = range(12) if row["months"] == "all" else [int(one) - 1 for one in row["months"].split()]
        kinds = {"all": [0, 1], "weekdays": [0], "holidays": [1]}[row["days"]]
        for kind in kinds:
            shape.weights[list(months), kind] = [float(row[f"h{hour}"]) for hour in range(24)]
    return found


def spread_year(annual_kwh: float, shape: LoadShape, days: Days) -> Floats:
    """The energy of a year over its hours."""
    weights = shape.hourly(days)
    return np.asarray(weights * (annual_kwh / weights.sum()))


def spread_months(month_kwh: Floats, shape: LoadShape, days: Days) -> Floats:
    """Twelve energies, January first, each over the hours of its month."""
    weights = shape.hourly(days)
    of_month = np.bincount(MONTH_OF_HOUR, weights, minlength=13)[1:]
    return np.asarray(weights * (month_kwh / of_month)[MONTH_OF_HOUR - 1])

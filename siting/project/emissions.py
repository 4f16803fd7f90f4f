"""The emission factor of a project: given, or a row of the shipped table."""

from __future__ import annotations

from dataclasses import dataclass

from siting.errors import UnknownName
from siting.language import text
from siting.project.model import Carbon
from siting.resources import share
from siting.shipped import read_shipped

TABLE = "emission_factors"


@dataclass(frozen=True)
class EmissionFactor:
    """Kilograms of carbon dioxide per kilowatt hour, and the shipped row it comes from, if any."""

    kg_per_kwh: float
    row: int | None = None
    source: str = ""


def emission_factor(carbon: Carbon) -> EmissionFactor:
    """The factor of ``carbon``; raises ``UnknownName`` with the nearest years where the table has no row."""
    if carbon.factor_kg_per_kwh is not None:
        return EmissionFactor(carbon.factor_kg_per_kwh, None, carbon.source)
    rows = read_shipped(share("data"), TABLE)
    column = f"{carbon.kind}_kg_per_kwh"
    mine = [(at, row) for at, row in enumerate(rows, start=2) if row["utility"] == carbon.utility]
    if not mine:
        utilities = ", ".join(dict.fromkeys(row["utility"] for row in rows))
        raise UnknownName(text("no such utility in emission_factors; there are {names}", names=utilities))
    for at, row in mine:
        if int(row["fiscal_year"]) == carbon.fiscal_year and row[column]:
            return EmissionFactor(float(row[column]), at, row["source"])
    years = sorted(
        (int(row["fiscal_year"]) for _, row in mine if row[column]),
        key=lambda y: (abs(y - (carbon.fiscal_year or 0)), y),
    )
    nearest = ", ".join(str(year) for year in sorted(years[:4]))
    raise UnknownName(
        text("emission_factors has no {kind} factor for {year}; the nearest years are {years}",
             kind=carbon.kind, year=carbon.fiscal_year, years=nearest)
    )  # fmt: skip

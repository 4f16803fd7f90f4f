"""The figures of ``[lifecycle.*]`` that a cash flow rests on, each with its label, key and the item it is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from siting.language import Text, text, verbatim
from siting.project.money import Lifecycle


class Figure(NamedTuple):
    """A figure with its key below ``lifecycle.TECHNOLOGY`` and its name in formulas; ``unit`` is "-" for shares.

    ``whole`` are the bounds of a whole number.
    """

    label: Text
    value: float
    unit: str
    key: str
    name: str
    item: str
    whole: tuple[int, int] | None = None


def life_figures(life: Lifecycle, technology: str) -> Iterator[Figure]:
    """The figures that matter: those that are not zero."""
    name = f"life_{technology}"
    for found in (*_invested(life, name), *_replaced(life, name), *_yearly(life, name), *_at_the_end(life, name)):
        if found.value:
            yield found


_PARTS = {
    "equipment": text("equipment"), "works": text("works"), "design": text("design"), "contingency": text("contingency"),
}  # fmt: skip
_GRID = {
    "fixed_yen": text("Grid connection: fixed amount"),
    "yen_per_kw": text("Grid connection: per kilowatt"),
    "own_intake_yen": text("Grid connection: intake of its own for full sale"),
    "own_intake_from_kw": text("Grid connection: power from which full sale needs it"),
    "protection_relay_yen": text("Grid connection: protection relays for own use"),
}
_AMOUNTS = {
    "fixed_yen": text("fixed amount"), "yen_per_kw": text("per kilowatt"), "share_of_capex": text("share of the capital cost"),
}  # fmt: skip
_TAX = {
    "rate": text("Property tax: rate"),
    "yearly_decline": text("Property tax: yearly fall of the taxed value"),
    "reduced_share": text("Property tax: share of the value taxed in the first years"),
    "reduced_years": text("Property tax: years of that rule"),
}
_UNITS = {"yen_per_kw": "yen/kW", "share_of_capex": "-", "own_intake_from_kw": "kW"}


def _invested(life: Lifecycle, name: str) -> Iterator[Figure]:
    for part, value in life.parts.model_dump().items() if life.parts else ():
        label = text("Part of the capital cost: {part}", part=_PARTS[part])
        yield Figure(label, value, "-", f"parts.{part}", f"{name}_{part}", part)
    for key, label in _GRID.items() if life.grid else ():
        value = getattr(life.grid, key)
        yield Figure(label, value, _UNITS.get(key, "yen"), f"grid.{key}", f"{name}_grid_{key}", "grid_connection")


def _replaced(life: Lifecycle, name: str) -> Iterator[Figure]:
    for at, one in enumerate(life.replacements):
        part, key, named = verbatim(one.name, en=one.name_en or None), f"replacements.{at}", f"{name}_rep{at + 1}"
        every = text("{part}: years between replacements", part=part)
        yield Figure(every, one.every_years, "y", f"{key}.every_years", f"{named}_every", "replacement", (1, 100))
        for amount, said in _AMOUNTS.items():
            label = text("{part}: {amount}", part=part, amount=said)
            value, unit = getattr(one, amount), _UNITS.get(amount, "yen")
            yield Figure(label, value, unit, f"{key}.{amount}", f"{named}_{amount}", "replacement")


def _yearly(life: Lifecycle, name: str) -> Iterator[Figure]:
    label = text("Insurance per year, share of the capital cost")
    yield Figure(
        label, life.insurance_share_of_capex, "-", "insurance_share_of_capex", f"{name}_insurance", "insurance"
    )
    for key, said in _TAX.items() if life.property_tax else ():
        value, years = getattr(life.property_tax, key), key == "reduced_years"
        whole = (0, 100) if years else None
        yield Figure(
            said, value, "y" if years else "-", f"property_tax.{key}", f"{name}_tax_{key}", "property_tax", whole
        )


def _at_the_end(life: Lifecycle, name: str) -> Iterator[Figure]:
    for key, said in _AMOUNTS.items() if life.removal else ():
        label = text("Removal: {amount}", amount=said)
        value, unit = getattr(life.removal, key), _UNITS.get(key, "yen")
        yield Figure(label, value, unit, f"removal.{key}", f"{name}_removal_{key}", "decommissioning")
    label = text("Value left at the end, share of the capital cost")
    yield Figure(
        label, life.residual_share_of_capex, "-", "residual_share_of_capex", f"{name}_residual", "residual_value"
    )

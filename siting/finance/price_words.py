"""What the price book says beside a price: why there is none, what is to be confirmed, which row it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from siting.finance.flows import Words
from siting.finance.metrics import Ints
from siting.language import Text, text
from siting.project.price_rows import PriceRow
from siting.project.prices import BookRow, known_years, nearest_years, technology_words

Said = tuple[npt.NDArray[np.bool_], Text]


def unknown_year(rows: Sequence[BookRow], technology: str, year: int) -> Text:
    """Why a year without rows has no price: after the last known year, or between and before known ones."""
    years = known_years(rows, technology)
    named = technology_words(technology)
    if year > years[-1]:
        return text(
            "the price book ends with {last} for {technology}: it has no price of {year}",
            last=years[-1], technology=named, year=year,
        )  # fmt: skip
    return text(
        "the price book has no prices of {year} for {technology}; the nearest years are {years}",
        year=year, technology=named, years=nearest_years(years, year),
    )  # fmt: skip


def not_open(price: PriceRow, scheme: str, *, priced: bool) -> Text | None:
    """Why a class pays no price under a scheme, None where it does; ``priced`` where the user assumes a price."""
    if price.scheme == "none":
        return text("this class gets no support")
    if price.scheme == "auction":
        return None if priced else text("the price of this class is set by auction; state the price you expect")
    if price.scheme == "unsourced":
        return None if priced else text("the price book has no sourced price for this class; state the price")
    if scheme not in price.open_to:
        if scheme == "fit":
            return text("this class is open to the premium (FIP) only")
        return text("the price book has no premium (FIP) price for this class")
    if not price.priced and not priced:
        return text("the price book has no standard price for this class; state the price")
    return None


def scenario_words(year: int, last: int | None) -> Text:
    """That a price is a scenario: that of the last known year, or one the user assumes (``last`` is None)."""
    if last is None:
        return text("scenario: the price book has no price of {year} yet; the assumed price is used", year=year)
    return text("scenario: the price book has no price of {year} yet; that of {last} is used", year=year, last=last)


def places(rows: Sequence[BookRow], row: Ints) -> Words:
    """Where the row of each option stands; None where there is none."""
    names = np.empty(len(rows) + 1, dtype=object)
    names[:-1] = [one.place for one in rows]
    return names[row]


def combined(count: int, said: Iterable[Said]) -> Words:
    """The remarks of every option as one message; None where nothing is said."""
    code = np.zeros(count, dtype=np.int64)
    messages: list[Text | None] = [None]
    for held, words in said:
        for before in np.unique(code[held]):
            earlier = messages[before]
            code[held & (code == before)] = len(messages)
            messages.append(words if earlier is None else text("{one}; {other}", one=earlier, other=words))
    table = np.empty(len(messages), dtype=object)
    for at, message in enumerate(messages):
        table[at] = message
    return table[code]

"""The book of a scheme: every flow stands at a party, and what comes from outside also at the project.

Parties: ``city`` the account that has the plant built, buys the service and gets the taxes that are the city's;
``landlord`` the account that owns roof or site and gets the rent; ``buyer`` the facility's account that uses the power
and saves its purchase; these three together are the city's whole position. ``spc`` the company with its shareholders:
what is left to it is their money. ``lender`` of the company's loan or of the city's bond. ``tax_office`` all tax that
is not the city's. The grid, suppliers and the state's subsidies are the world outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from siting.finance.metrics import Floats

PROJECT = "project"
PUBLIC = ("city", "landlord", "buyer")
INSIDE = (*PUBLIC, "spc", "lender", "tax_office")

Entries = Mapping[tuple[str, str], Floats]


@dataclass(frozen=True)
class Book:
    """Party and item -> yen by option and year 0..T, income positive."""

    entries: Entries
    shape: tuple[int, int]

    def net_yen(self, *parties: str) -> Floats:
        """What some parties together get of every year."""
        total = np.zeros(self.shape)
        for (party, _), yen in self.entries.items():
            if party in parties:
                total += yen
        return total

    def item_yen(self, name: str, *parties: str) -> Floats:
        """What some parties together get as one item."""
        total = np.zeros(self.shape)
        for (party, one), yen in self.entries.items():
            if one == name and party in parties:
                total += yen
        return total

    @property
    def public_yen(self) -> Floats:
        """The city's whole position."""
        return self.net_yen(*PUBLIC)


class Writer:
    """Takes the flows of one scheme down; ``book`` is what came of it."""

    def __init__(self, shape: tuple[int, int]) -> None:
        """An empty book for options x years 0..T."""
        self._shape = shape
        self._entries: dict[tuple[str, str], Floats] = {}

    def outside(self, party: str, name: str, yen: Floats) -> None:
        """Money that a party gets from outside, or pays to it (negative): the project's own."""
        self._add(party, name, yen)
        self._add(PROJECT, name, yen)

    def transfer(self, payer: str, payee: str, name: str, yen: Floats) -> None:
        """Money from one party to another; nothing where they are the same."""
        if payer != payee:
            self._add(payer, name, -yen)
            self._add(payee, name, yen)

    def book(self) -> Book:
        """The finished book."""
        return Book(dict(self._entries), self._shape)

    def _add(self, party: str, name: str, yen: Floats) -> None:
        if np.any(yen):
            key = (party, name)
            self._entries[key] = self._entries[key] + yen if key in self._entries else np.asarray(yen, dtype=np.float64)

"""The price book of a project: shipped rows, its own ``[[prices]]``, rules of eligibility, add-ons; and its checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, Literal

from pydantic import ValidationError

from siting.errors import Problem
from siting.language import Text, text, verbatim
from siting.project.price_rows import PriceRow
from siting.project.tables import LoadedTable
from siting.project.toml import WrittenConfig, config_problem
from siting.resources import share
from siting.shipped import read_shipped
from siting.vocabulary.eras import parse_fiscal_year
from siting.vocabulary.money import CASE_KIND_NAMES
from siting.vocabulary.tables import TECHNOLOGIES

PRICES, RULES, ADDONS = "feed_in_prices", "feed_in_rules", "feed_in_addons"
# Kinds whose price may come from the price book (of surplus that of what is sold); the others are contracts.
BOOKED_KINDS = ("fit", "fip", "surplus")
WAYS = ("price_yen_per_kwh", "price_steps", "price_year")
# How the kinds of cases may state what a kilowatt hour is worth, and how often they must.
STATED_BY = {
    "tariff": (*WAYS, "tariff"), "wheeling": (*WAYS, "tariff"),
    "surplus": ("price_yen_per_kwh", "price_steps", "tariff"),
}  # fmt: skip
Effect = Literal["refuse", "own_use", "confirm", "tax"]


@dataclass(frozen=True)
class BookRow:
    """A row of the book and where it stands, such as ``feed_in_prices.csv:45`` or ``project.toml [[prices]] 1``."""

    price: PriceRow
    place: str
    own: bool = False


@dataclass(frozen=True)
class Reach:
    """The plants a rule or an add-on speaks of: years and powers [kW] with both ends open where None; below excludes."""

    technology: str
    from_year: int | None
    to_year: int | None
    from_kw: float | None
    below_kw: float | None
    mount: str


@dataclass(frozen=True)
class PriceRule:
    """A condition beside the price: refuses a class, asks for own use (a share), or marks it to be confirmed."""

    id: str
    reach: Reach
    scheme: str
    effect: Effect
    own_use_share: float | None
    words: Text
    source: str


@dataclass(frozen=True)
class AddOn:
    """A reimbursed generation charge or a deposit for removal, per exported energy [yen/kWh]."""

    kind: str
    reach: Reach
    yen_per_kwh: float
    place: str


@cache
def shipped_prices() -> tuple[BookRow, ...]:
    """The rows of the shipped table."""
    rows = enumerate(read_shipped(share("data"), PRICES), start=2)
    return tuple(BookRow(_price(row), f"{PRICES}.csv:{at}") for at, row in rows)


@cache
def price_rules() -> tuple[PriceRule, ...]:
    """The rules of the shipped table."""
    return tuple(
        PriceRule(
            row["id"],
            _reach(row, row["from_year"], row["to_year"]),
            row["scheme"],
            row["effect"],  # type: ignore[arg-type]
            _number(row["own_use_share"]),
            verbatim(row["text"], en=row["text_en"]),
            row["source"],
        )
        for row in read_shipped(share("data"), RULES)
    )


@cache
def price_addons() -> tuple[AddOn, ...]:
    """The add-ons of the shipped table."""
    rows = enumerate(read_shipped(share("data"), ADDONS), start=2)
    return tuple(
        AddOn(
            row["kind"],
            _reach(row, row["fiscal_year"], row["fiscal_year"]),
            float(row["yen_per_kwh"]),
            f"{ADDONS}.csv:{at}",
        )
        for at, row in rows
    )


def book_rows(own: Sequence[PriceRow] = ()) -> tuple[BookRow, ...]:
    """Shipped rows, then the project's own: where both hold, the later one wins."""
    mine = (BookRow(row, f"project.toml [[prices]] {at}", own=True) for at, row in enumerate(own, start=1))
    return (*shipped_prices(), *mine)


def known_years(rows: Sequence[BookRow], technology: str) -> tuple[int, ...]:
    """The fiscal years the book knows for a technology, rising."""
    return tuple(sorted({row.price.fiscal_year for row in rows if row.price.technology == technology}))


def nearest_years(years: Sequence[int], year: int, count: int = 4) -> str:
    """The years nearest to one that is missing, in order, as a list to be read."""
    near = sorted(years, key=lambda one: (abs(one - year), one))[:count]
    return ", ".join(str(one) for one in sorted(near))


def technology_words(technology: str) -> Text:
    """The technology as people read it."""
    one = next(one for one in TECHNOLOGIES if one.value == technology)
    return verbatim(one.ja, en=one.en)


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _reach(row: Mapping[str, str], from_year: str, to_year: str) -> Reach:
    ends = (_whole(from_year), _whole(to_year), _number(row["from_kw"]), _number(row["below_kw"]))
    return Reach(row["technology"], *ends, row["mount"])


def _price(row: Mapping[str, str]) -> PriceRow:
    numbers = ("from_kw", "below_kw", "price_yen_per_kwh", "price_tax_included_yen_per_kwh", "later_yen_per_kwh")
    whole = ("fiscal_year", "first_years", "period_years")
    words = ("half", "technology", "mount", "type", "scheme", "confidence", "note", "note_en", "source", "as_of")
    cells: dict[str, Any] = {name: _number(row[name]) for name in numbers}
    cells |= {name: _whole(row[name]) for name in whole} | {name: row[name] or None for name in words}
    return PriceRow.model_validate({name: value for name, value in cells.items() if value is not None})


def check_prices(written: WrittenConfig, tables: Mapping[str, LoadedTable]) -> Iterator[Problem]:
    """Faults in how the cases of project.toml state their prices, and in its own rows of the price book."""
    cases = written.data.get("cases")
    own = _own_rows(written)
    yield from _shared_classes(own, written)
    book = book_rows([row for _, row in own])
    used = _technologies_in_use(tables)
    for name, case in cases.items() if isinstance(cases, dict) else ():
        if isinstance(case, dict):
            kind = str(case.get("kind", name if name in CASE_KIND_NAMES else "fixed"))
            for key, value, expected in (*_ways(case, kind), *_year(case, kind, book, used)):
                yield config_problem(f"cases.{name}.{key}".rstrip("."), value, expected, written.lines)
            yield from _wheeled_to(name, case, written, tables)
    yield from _excluded_cases(written)


def _wheeled_to(
    name: str, case: Mapping[str, Any], written: WrittenConfig, tables: Mapping[str, LoadedTable]
) -> Iterator[Problem]:
    wheeling = case.get("wheeling")
    to = wheeling.get("to") if isinstance(wheeling, dict) else None
    known = tables["facilities"].frame["facility_id"]
    if isinstance(to, str) and len(known) and to not in set(known):
        yield config_problem(f"cases.{name}.wheeling.to", to, text("no facility has this facility_id"), written.lines)


def _excluded_cases(written: WrittenConfig) -> Iterator[Problem]:
    """Cases that a subsidy rules out must exist; kinds may be named whether there are cases of them or not."""
    cases, listed = (written.data.get(name) for name in ("cases", "subsidies"))
    known = dict.fromkeys((*(cases if isinstance(cases, dict) else ()), *CASE_KIND_NAMES))
    for number, subsidy in enumerate(listed if isinstance(listed, list) else ()):
        named = subsidy.get("excludes") if isinstance(subsidy, dict) else None
        for at, case in enumerate(named if isinstance(named, list) else ()):
            if isinstance(case, str) and case not in known:
                expected = text("unknown name; expected one of {words}", words=", ".join(known))
                yield config_problem(f"subsidies.{number}.excludes.{at}", case, expected, written.lines)


def _ways(case: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Any, Text]]:
    allowed = STATED_BY.get(kind, WAYS)
    stated = [way for way in allowed if case.get(way) not in (None, [])]
    if len(stated) > 1:
        yield stated[1], None, text("give only one of {words}", words=", ".join(stated))
    if not stated and kind != "wheeling" and kind in CASE_KIND_NAMES:
        ways = ", ".join(way for way in allowed if way != "price_year" or kind in BOOKED_KINDS)
        yield "", None, text("state the price of the case with one of {words}", words=ways)
    if kind == "fip" and "premium" not in case:
        yield "premium", None, text("a case of kind fip needs premium: what the market pays and what balancing costs")
    if kind == "wheeling" and "wheeling" not in case:
        yield "wheeling", None, text("a case of kind wheeling needs wheeling: the other facility and the charge")


def _year(
    case: Mapping[str, Any], kind: str, book: Sequence[BookRow], used: Sequence[str]
) -> Iterator[tuple[str, Any, Text]]:
    if "price_half" in case and "price_year" not in case:
        yield "price_half", case["price_half"], text("price_half belongs to price_year")
    if "price_year" not in case:
        return
    if kind not in BOOKED_KINDS:
        expected = text("price_year is for the kinds fit, fip and surplus; state the price of this case yourself")
        yield "price_year", case["price_year"], expected
        return
    year = _fiscal_year(case["price_year"])
    if year is None:
        return
    known = [list(_known(case, year, technology, book)) for technology in used]
    # A technology without prices of that year is not eligible; only a year without any price is a fault.
    if known and (all(known) or not any(key == "price_year" for found in known for key, _, _ in found)):
        yield from dict.fromkeys(one for found in known for one in found)


def _known(
    case: Mapping[str, Any], year: int, technology: str, book: Sequence[BookRow]
) -> Iterator[tuple[str, Any, Text]]:
    years = known_years(book, technology)
    scenario = case.get("unannounced") == "last" or case.get("unannounced_yen_per_kwh") is not None
    if year not in years and not (scenario and years and year > years[-1]):
        yield (
            "price_year",
            case["price_year"],
            text(
                "the price book has no prices of {year} for {technology}; the nearest years are {years}. Choose one of them, add [[prices]] for the year, or state the price",
                year=year, technology=technology_words(technology), years=nearest_years(years, year),
            ),
        )  # fmt: skip
    halves = {row.price.half for row in book if (row.price.fiscal_year, row.price.technology) == (year, technology)}
    if {"H1", "H2"} <= halves and "price_half" not in case:
        expected = text("prices changed within {year}: say price_half, H1 for the first ones or H2", year=year)
        yield "price_half", None, expected


def _fiscal_year(written: Any) -> int | None:
    """The year a case names; None for option_start and for what the model refuses anyway."""
    try:
        return parse_fiscal_year(str(written))
    except ValueError:
        return None


def _own_rows(written: WrittenConfig) -> list[tuple[int, PriceRow]]:
    """The project's own rows that are sound, each with its position; the model tells the faults of the others."""
    listed = written.data.get("prices")
    found = []
    for at, row in enumerate(listed if isinstance(listed, list) else ()):
        try:
            found.append((at, PriceRow.model_validate(row)))
        except ValidationError:
            continue
    return found


def _shared_classes(own: Sequence[tuple[int, PriceRow]], written: WrittenConfig) -> Iterator[Problem]:
    for (first, one), (second, other) in combinations(own, 2):
        if one.shares_a_class_with(other) and (one.scheme == other.scheme or set(one.open_to) & set(other.open_to)):
            expected = text("this class overlaps that of [[prices]] {number}", number=first + 1)
            yield config_problem(f"prices.{second}", None, expected, written.lines)


def _technologies_in_use(tables: Mapping[str, LoadedTable]) -> list[str]:
    used = {"pv": len(tables["plots"].frame) > 0, "hydro": len(tables["drops"].frame) > 0}
    designed = set(tables["designs"].frame["technology"].dropna())
    return [name for name, present in used.items() if present or name in designed]

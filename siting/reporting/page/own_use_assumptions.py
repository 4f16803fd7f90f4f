"""Loads, profiles and tariffs in the section of assumptions: what their keys and words are called, a line per band."""

from __future__ import annotations

from collections.abc import Sequence

from siting.language import Text, text
from siting.project.own_use import EnergyPrice
from siting.reporting import amounts
from siting.reporting.charts.svg import clean_text
from siting.reporting.page.view import View

# Keys that mean something else in another section of project.toml, by section and key.
OWN_LABELS = {
    ("finance", "years"): text("Years counted"),
    ("finance", "consumption_tax"): text("Consumption tax"),
    ("finance", "rate"): text("tax rate"),
    ("finance", "basis"): text("Consumption tax in the results"),
    ("loads", "unit"): text("Unit of the energy"),
    ("loads", "shape"): text("Shape over the hours"),
    ("loads", "label"): text("A time names"),
    ("loads", "fiscal_year"): text("Fiscal year taken"),
    ("loads", "tariff"): text("Tariff paid"),
    ("profiles", "shape"): text("Shape over the hours"),
    ("profiles", "label"): text("A time names"),
    ("profiles", "fiscal_year"): text("Fiscal year taken"),
    ("city", "shown_rates"): text("VFM also shown at"),
    ("taxes", "rate"): text("tax rate"),
    ("lifecycle", "tax"): text("Consumption tax in the amounts"),
    ("tariffs", "tax"): text("Consumption tax in the charges"),
    ("tariffs", "energy"): text("Energy charge"),
    ("cases", "price_year"): text("Year in the price book"),
    ("cases", "premium"): text("Premium"),
    ("cases", "unannounced"): text("Years without a price"),
    ("cases", "price_half"): text("Half of that year"),
    ("cases", "tariff"): text("Tariff saved"),
}
_OF_LAYOUT = {"half_hours": text("half-hourly"), "hours": text("hourly"), "months": text("monthly")}
_WORDS = {
    "included": text("included"), "excluded": text("excluded"), "flat": text("even over all hours"),
    "constant": text("even over all hours"), "clear_days": text("sun of cloudless days"), "all": text("every day"),
    "weekdays": text("weekdays"), "holidays": text("holidays"), "start": text("the start of the interval"),
    "end": text("the end of the interval"), "january": text("January"), "april": text("April"),
    "H1": text("first half"), "H2": text("second half"), "option_start": text("year in which the option can start"),
    "mon": text("Mon"), "tue": text("Tue"), "wed": text("Wed"), "thu": text("Thu"), "fri": text("Fri"),
    "sat": text("Sat"), "sun": text("Sun"), "last": text("last price announced"), "refuse": text("no price: left out"),
    "new": text("new"), "existing_conduit": text("existing conduit"),
}  # fmt: skip
_WORDED = frozenset(
    {
        "tax", "basis", "shape", "label", "days", "begins", "price_year", "price_half", "holiday_weekdays", "unannounced",
        "hydro_type",
    }
)  # fmt: skip


def own_label(section: str, key: str) -> Text | None:
    """What a key is called in this section alone."""
    return OWN_LABELS.get((section.partition(".")[0], key))


def own_word(section: str, key: str, word: str) -> Text | None:
    """What a word is called where the key offers a choice."""
    if key == "layout":
        return _OF_LAYOUT.get(word)
    return _WORDS.get(word) if key in _WORDED else None


def band(view: View, one: EnergyPrice) -> str:
    """``21.5 yen/kWh, months 7-9, 13-16 h, weekdays``: a band of a tariff; what always holds is left out."""
    said = [text("{price} yen/kWh", price=amounts.trimmed(one.yen_per_kwh))]
    if one.months:
        said.append(text("months {months}", months=_runs(one.months)))
    if (one.from_hour, one.to_hour) != (0, 24):
        said.append(text("{first} to {last} h", first=str(one.from_hour), last=str(one.to_hour)))
    if one.days != "all":
        said.append(_WORDS[one.days])
    name = (one.name_en if view.lang == "en" else "") or one.name
    words = view.say(text(", ")).join(map(view.say, said))
    return view.say(text("{label}: {said}", label=clean_text(name), said=words)) if name else words


def _runs(months: Sequence[int]) -> str:
    """``1–6, 10–12``: months in a row together."""
    runs: list[list[int]] = []
    for month in sorted(months):
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)

"""How much of every option's energy is used, by hours, by a stated share, or all of it, and what that saves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.finance.energy import energy_kwh, exportable
from siting.finance.flows import Plant, Use, Words
from siting.finance.hours import Hours, hours_of
from siting.finance.metrics import Floats
from siting.finance.tariffs import demand_charge_yen_per_kw_year, hourly_price
from siting.language import Text, text
from siting.project.cases import Case
from siting.project.load import Project
from siting.project.own_use import Tariff
from siting.vocabulary.money import Paid

# A smaller fall of the peak is rounding [kW].
LEAST_KW = 1e-6
ALL_USED = text(
    "every kWh is counted as used on site; where the site takes less than is generated the benefit is overstated"
)
ALL_TAKEN = text("every kWh is counted as used at the other facility, whose load is not stated")
NO_LOAD = text("no load of this facility is stated, so that its use on site is not known")
NO_PLACE = text("the position of the facility is not known, and with it the sun of clear days")
NO_HOURS = text("a tariff needs the hours of a load: state [loads.FACILITY_ID]")


@dataclass(frozen=True)
class OnSite:
    """What of the energy is used; ``price`` is what a used kWh is worth in the first year where a tariff says so.

    ``reason`` says why a case does not apply to an option, ``remark`` what to bear in mind, ``tax_included`` whether
    the tariff of its facility holds consumption tax.
    """

    use: Use | None
    price: Floats | None
    reason: Words
    remark: Words
    tax_included: npt.NDArray[np.bool_] | None = None


def on_site(project: Project, options: pd.DataFrame, plant: Plant, case: Case) -> OnSite:
    """What of the energy of options is used under a case: on site, or at the facility it is wheeled to."""
    count = len(options)
    wheeled = case.kind_of.exported is Paid.WHEELED
    if not case.kind_of.needs_load and not wheeled:
        return OnSite(None, None, _said(count), _said(count))
    last = max(case.period_years or 0, project.config.finance.years)
    energy = energy_kwh(plant, project.config.finance, last)
    if wheeled and case.wheeling is not None:
        energy = energy * (1.0 - case.wheeling.loss_share) * exportable(plant, last + 1)
    if case.own_use_share is not None and not wheeled:
        return OnSite(Use(energy * case.own_use_share), None, _said(count), _said(count))
    if _counts_all(project, case, wheeled):
        reason = NO_HOURS if case.tariff else None
        return OnSite(Use(energy), None, _said(count, reason), _said(count, ALL_TAKEN if wheeled else ALL_USED))
    return _by_hours(project, options, case, energy)


def _counts_all(project: Project, case: Case, wheeled: bool) -> bool:
    """Whether every kWh counts as used: asked for, or there is no load that could say less."""
    if case.counting is not None:
        return case.counting == "all"
    loads = project.own_use.loads
    return not loads or (wheeled and case.wheeling is not None and case.wheeling.to not in loads)


def _by_hours(project: Project, options: pd.DataFrame, case: Case, energy: Floats) -> OnSite:
    """Use by the hours of loads, at the tariff of each facility or, without one, at the price of the case."""
    hours = hours_of(options, project.own_use, _users(options, case))
    tariffs = [_tariff_of(project, case, facility) for facility in hours.facility_ids]
    charged = [hourly_price(one, load.days) for one, load in zip(tariffs, hours.loads, strict=True) if one]
    prices = np.stack(charged) if charged else np.ones((len(hours.loads), hours.shapes.shape[1]))
    found = hours.own_use(energy, prices)
    reason = _said(len(options))
    reason[hours.without_load] = NO_LOAD
    reason[hours.without_place] = NO_PLACE
    if case.tariff is None:
        return OnSite(Use(found.own_kwh), None, reason, _said(len(options)))
    saved_kw = found.peak_saving_kw.copy()
    saved_kw[:, 1] = found.first_year_peak_saving_kw
    yearly = np.array([demand_charge_yen_per_kw_year(one) for one in tariffs if one])
    use = Use(found.own_kwh, found.saved_yen, np.where(saved_kw > LEAST_KW, saved_kw, 0.0) * _of_load(hours, yearly))
    price = _mean(hours, prices, found.own_kwh, found.saved_yen)
    included = _of_load(hours, np.array([one.tax == "included" for one in tariffs if one], dtype=float))[:, 0] > 0
    return OnSite(use, price, reason, _said(len(options)), included)


def _users(options: pd.DataFrame, case: Case) -> pd.Series | None:
    """The facilities that use the energy, where these are not the options' own."""
    if case.wheeling is None or case.kind_of.exported is not Paid.WHEELED:
        return None
    return pd.Series(case.wheeling.to, options.index, dtype=object)


def _tariff_of(project: Project, case: Case, facility: str) -> Tariff | None:
    """The tariff a facility pays under a case that names one: its own, else that of the case."""
    if case.tariff is None:
        return None
    return project.config.tariffs[project.config.loads[facility].tariff or case.tariff]


def _of_load(hours: Hours, values: Floats) -> Floats:
    """A figure of each load spread over the options as a column; 0 without a load."""
    return np.append(values, 0.0)[hours.load_of][:, None]


def _mean(hours: Hours, prices: Floats, own_kwh: Floats, saved_yen: Floats) -> Floats:
    """What a kWh used in the first year saves; of an option that uses none, what it would save."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = saved_yen[:, 1] / own_kwh[:, 1]
    return np.where(own_kwh[:, 1] > 0, mean, hours.mean_price(prices))


def _said(count: int, what: Text | None = None) -> Words:
    words = np.full(count, None, dtype=object)
    words[:] = what
    return words

"""All schemes of a project over all options under one price case: figures, parties' flows, bridges, accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from siting.finance.flows import CashFlow
from siting.finance.metrics import Floats
from siting.project.model import Config
from siting.project.procurement import Scheme, studied_schemes
from siting.schemes.accounts import accounts
from siting.schemes.basis import Basis, Sites
from siting.schemes.division import Division, divide
from siting.schemes.parties import INSIDE, PROJECT
from siting.schemes.reasons import why_not
from siting.schemes.value import bridge, city_npv_yen, value_for_money
from siting.vocabulary.comparison import rate_name
from siting.vocabulary.money import ITEM_NAMES, Payment

KEYS = ("option_id", "case", "scheme")


@dataclass(frozen=True)
class PartyFlow:
    """What one party gets as one item under a scheme: options x years 0..T in yen; ``option_ids`` are its rows.

    Each price case has rows of its own, the options it is open to.
    """

    option_ids: Sequence[str]
    case: str
    scheme: str
    party: str
    item: str
    yen: Floats


@dataclass(frozen=True)
class SchemeStudy:
    """Figures of every option and scheme, the flows they come from, VFM bridges and the utility's accounts.

    ``flows`` hold those of the project itself (party ``project``) too. The figures of a scheme that is not feasible,
    its VFM among them, say what would be if somebody took part all the same: no mark or recommendation among the
    feasible counts them.
    """

    schemes: pd.DataFrame
    flows: tuple[PartyFlow, ...]
    bridges: pd.DataFrame
    accounts: pd.DataFrame

    def wide_flows(self) -> pd.DataFrame:
        """The flows as a frame: option, case, scheme, party, item, yen of years y0..yT."""
        return _stacked(
            _wide(one.option_ids, one.case, one.scheme, {"party": one.party, "item": one.item}, one.yen)
            for one in self.flows
        )


def study_schemes(flow: CashFlow, sites: Sites, case: str, config: Config) -> SchemeStudy:
    """The schemes of a project under one price case, for options that the case is open to.

    Value for money is counted against the first scheme of kind conventional, or a plain one where none is stated.
    """
    basis = Basis(sites, flow, case, config.city, config.taxes, config.lifecycle, config.finance.discount_rate)
    studied = studied_schemes(config.schemes, config.cases, case)
    conventional = divide(basis, conventional_scheme(config.schemes.values()))
    divisions = {name: divide(basis, one) for name, one in studied.items()}
    ids = list(sites.option_id)
    return SchemeStudy(
        schemes=_stacked(_figures(basis, name, conventional, one) for name, one in divisions.items()),
        flows=tuple(one for name, division in divisions.items() for one in _party_flows(ids, case, name, division)),
        bridges=_stacked(_bridges(basis, name, conventional, one) for name, one in divisions.items()),
        accounts=_stacked(
            _wide(ids, case, name, {"line": line}, values)
            for name, one in divisions.items()
            for line, values in accounts(basis, one).items()
        ),
    )


def joined(studies: Iterable[SchemeStudy]) -> SchemeStudy:
    """Studies of several price cases as one."""
    parts = list(studies)
    return SchemeStudy(
        schemes=_stacked(part.schemes for part in parts),
        flows=tuple(one for part in parts for one in part.flows),
        bridges=_stacked(part.bridges for part in parts),
        accounts=_stacked(part.accounts for part in parts),
    )


def conventional_scheme(schemes: Iterable[Scheme]) -> Scheme:
    """The scheme that others are measured against."""
    stated = [one for one in schemes if one.kind == "conventional"]
    return stated[0] if stated else Scheme.model_validate({"kind": "conventional"})


def _figures(basis: Basis, name: str, conventional: Division, division: Division) -> pd.DataFrame:
    """A row per option."""
    loan, ratios, kind = division.loan, division.ratios, division.scheme.kind_of
    npv, base = (city_npv_yen(one, basis.discount_rate) for one in (division, conventional))
    vfm, share = value_for_money(-base, -npv)
    reasons = why_not(basis, division)
    none = np.full(basis.shape[0], np.nan)
    service, lease = (
        division.payment_yen_per_year if kind.payment is one else none for one in (Payment.SERVICE, Payment.LEASE)
    )
    columns = {
        "option_id": list(basis.sites.option_id), "case": basis.case, "scheme": name, "kind": division.scheme.kind,
        "discount_rate": basis.discount_rate, "city_npv_yen": npv,
        "spc_irr": ratios.eirr, "spc_pirr": ratios.pirr, "dscr_min_pre_tax": ratios.dscr_min_pre_tax,
        "dscr_min_post_tax": ratios.dscr_min_post_tax, "llcr": ratios.llcr,
        "psc_yen": -base, "lcc_yen": -npv, "vfm_yen": vfm, "vfm_share": share,
        **_at_rates(basis, conventional, division),
        "service_payment_yen_per_year": service, "lease_payment_yen_per_year": lease,
        "ppa_price_yen_per_kwh": division.price_yen_per_kwh, "rent_yen_per_year": division.rent_yen_per_year,
        "highest_rent_yen_per_year": division.highest_rent_yen_per_year,
        "floor_rent_yen_per_year": division.floor_rent_yen_per_year,
        "debt_yen": loan.amount_yen, "equity_yen": division.equity_yen,
        **_city_effects(basis, division),
        "feasible": [reason is None for reason in reasons], "why_not": reasons,
    }  # fmt: skip
    return pd.DataFrame(columns)


def _at_rates(basis: Basis, conventional: Division, division: Division) -> dict[str, Floats]:
    """NPV of the city and VFM at the rates that are always shown."""
    found: dict[str, Floats] = {}
    for rate in basis.city.shown_rates:
        npv, base = city_npv_yen(division, rate), city_npv_yen(conventional, rate)
        vfm, share = value_for_money(-base, -npv)
        found[f"city_npv_yen_{rate_name(rate)}"] = npv
        found[f"vfm_yen_{rate_name(rate)}"] = vfm
        found[f"vfm_share_{rate_name(rate)}"] = share
    return found


def _city_effects(basis: Basis, division: Division) -> dict[str, Floats]:
    """What the city pays out at the start and in the first year, and mean effects of the operating years."""
    lines, public = accounts(basis, division), division.book.public_yen
    years = basis.flow.years

    def mean(name: str) -> Floats:
        return np.asarray(lines[name][:, 1:].sum(axis=1) / years)

    return {
        "city_start_yen": public[:, 0],
        "city_first_year_yen": public[:, 1],
        "city_mean_year_yen": public[:, 1:].sum(axis=1) / years,
        "yen_per_m3": mean("yen_per_m3"),
        "yen_per_household_month": mean("yen_per_household_month"),
    }


def _party_flows(ids: Sequence[str], case: str, name: str, division: Division) -> Iterator[PartyFlow]:
    """The parties' flows in the order of the vocabulary, the project's first."""
    entries = division.book.entries
    for party in (PROJECT, *INSIDE):
        for item in ITEM_NAMES:
            if (party, item) in entries:
                yield PartyFlow(ids, case, name, party, item, entries[party, item])


def _bridges(basis: Basis, name: str, conventional: Division, division: Division) -> pd.DataFrame:
    """The steps at the project's discount rate and at those that are always shown."""
    ids = list(basis.sites.option_id)
    return _stacked(
        pd.DataFrame(
            {"option_id": ids, "case": basis.case, "scheme": name, "discount_rate": rate, "step": step, "yen": yen}
        )
        for rate in dict.fromkeys((basis.discount_rate, *basis.city.shown_rates))
        for step, yen in bridge(basis, conventional, division, rate).items()
    )


def _wide(ids: Sequence[str], case: str, scheme: str, more: dict[str, str], values: Floats) -> pd.DataFrame:
    keys = pd.DataFrame({"option_id": ids, "case": case, "scheme": scheme, **more})
    years = pd.DataFrame(values, columns=[f"y{year}" for year in range(values.shape[1])])
    return pd.concat([keys, years], axis=1)


def _stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    parts = list(frames)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

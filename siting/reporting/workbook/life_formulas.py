"""What a plant costs over its life as formulas: per yen of capital cost, per kilowatt, and whatever the size."""

from __future__ import annotations

from typing import NamedTuple

from siting.project.money import Finance, Lifecycle


class Share(NamedTuple):
    """What an item costs in a year, as formulas: per yen of capital cost, per kilowatt, and a fixed amount."""

    per_capex: str
    per_kw: str
    fixed: str


def level(finance: Finance, t: str) -> str:
    """What running costs have become by year ``t``, as a factor to append; nothing without inflation."""
    return f"*(1+inflation)^({t}-1)" if finance.inflation else ""


def later_shares(life: Lifecycle, technology: str, finance: Finance, t: str, last: str) -> dict[str, Share]:
    """The yearly items of an operating year ``t`` of ``last``, costs positive; what is left at the end is negative."""
    name = f"life_{technology}"
    found: dict[str, Share] = {}
    if life.insurance_share_of_capex:
        found["insurance"] = Share(f"{name}_insurance", "", "")
    if life.property_tax and life.property_tax.rate:
        found["property_tax"] = Share(_taxed(life, f"{name}_tax", t), "", "")
    due = [
        (f"{name}_rep{at}", part, f"IF(AND(MOD({t},{name}_rep{at}_every)=0,{t}<{last}),1,0){level(finance, t)}")
        for at, part in enumerate(life.replacements, start=1)
    ]
    if due:
        found["replacement"] = Share(
            *("+".join(f"{part}_{key}*{when}" for part, one, when in due if getattr(one, key)) for key in _ORDER)
        )
    at_end = f"IF({t}={last},1,0)"
    if life.removal:
        found["decommissioning"] = Share(
            *(
                f"{name}_removal_{key}*{at_end}{level(finance, t)}" if getattr(life.removal, key) else ""
                for key in _ORDER
            )
        )
    if life.residual_share_of_capex:
        found["residual_value"] = Share(f"-{name}_residual*{at_end}", "", "")
    return found


_ORDER = ("share_of_capex", "yen_per_kw", "fixed_yen")


def _taxed(life: Lifecycle, name: str, t: str) -> str:
    tax = life.property_tax
    assert tax is not None
    value = f"{name}_rate"
    if tax.yearly_decline:
        value += f"*(1-{name}_yearly_decline/2)*(1-{name}_yearly_decline)^({t}-1)"
    if tax.reduced_years and tax.reduced_share:
        value += f"*IF({t}<={name}_reduced_years,{name}_reduced_share,1)"
    elif tax.reduced_years:
        value += f"*IF({t}<={name}_reduced_years,0,1)"
    return value


def grid_share(life: Lifecycle, technology: str) -> Share:
    """The grid connection that every case needs."""
    name, grid = f"life_{technology}_grid", life.grid
    if grid is None:
        return Share("", "", "")
    return Share("", f"{name}_yen_per_kw" if grid.yen_per_kw else "", f"{name}_fixed_yen" if grid.fixed_yen else "")


def grid_of_case(life: Lifecycle, technology: str, needs_load: bool, kw: str) -> str:
    """What the grid connection costs beside under a case: protection relays, or an intake of its own."""
    name, grid = f"life_{technology}_grid", life.grid
    if grid is None:
        return ""
    if needs_load:
        return f"{name}_protection_relay_yen" if grid.protection_relay_yen else ""
    if not grid.own_intake_yen:
        return ""
    return (
        f"IF({kw}>={name}_own_intake_from_kw,{name}_own_intake_yen,0)"
        if grid.own_intake_from_kw
        else f"{name}_own_intake_yen"
    )


def total(share: Share, capex: str, kw: str) -> str:
    """The amount of an option from what it costs per yen of capital cost, per kilowatt and fixed."""
    parts = (
        f"{capex}*({share.per_capex})" if share.per_capex else "",
        f"{kw}*({share.per_kw})" if share.per_kw else "",
        share.fixed,
    )
    return "+".join(part for part in parts if part) or "0"

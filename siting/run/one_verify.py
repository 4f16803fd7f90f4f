"""A design computed once more by pvlib's ModelChain, beside our own figure for the same."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import numpy as np

from siting.errors import UnknownName
from siting.language import Text, text
from siting.project.load import Project
from siting.project.sunlight.settings import Solar
from siting.run.sun_plots import NO_PANEL, sun_plots
from siting.run.sun_yields import PlaceYears, places
from siting.solar.yields.verify import comparable, model_chain_kwh
from siting.solar.yields.yearly import yearly
from siting.vocabulary.solar import layout_variant

LEFT_OUT = text(
    "left out of both figures: shade of rows, buildings and horizon, and the reflection of diffuse light at the glass, which ModelChain does not know"
)
NO_SOLAR = text("project.toml has no section [solar], so that no plot is designed")
NO_HOURS = text("method factor computes no hours: there is nothing to compare with pvlib")


@dataclass(frozen=True)
class Verified:
    """The first year's energy of a design [kWh]: with all losses, and without what ModelChain has not, by both."""

    option_id: str
    annual_kwh: float
    comparable_kwh: float
    model_chain_kwh: float

    @property
    def difference(self) -> float:
        """Our comparable figure over that of ModelChain, less one."""
        return self.comparable_kwh / self.model_chain_kwh - 1.0

    def told(self, name: Text | None = None) -> Text:
        """The comparison in a line, under the option's id or another ``name``."""
        return text(
            "{option}: {annual} kWh; of what both compute, siting {ours} kWh, pvlib's ModelChain {theirs} kWh, difference {percent} %",
            option=self.option_id if name is None else name, annual=f"{self.annual_kwh:,.0f}", ours=f"{self.comparable_kwh:,.1f}",
            theirs=f"{self.model_chain_kwh:,.1f}", percent=f"{100 * self.difference:+.4f}",
        )  # fmt: skip


def verify_design(project: Project, option_id: str) -> Verified:
    """The design of an option of a project by both; raises ``UnknownName`` where no such design is computed by hours."""
    solar = project.config.solar
    if solar is None:
        raise UnknownName(NO_SOLAR)
    if solar.method == "factor":
        raise UnknownName(NO_HOURS)
    owner, tilt_deg = _design(project, solar, option_id)
    alone = solar.model_copy(update={"tilts_deg": (tilt_deg,)})
    plots, left_out = sun_plots(project, alone, [owner])
    if owner in left_out:
        raise UnknownName(text("{option} is not designed: {reason}", option=option_id, reason=left_out[owner]))
    mine = [plot for plot in plots if plot.owner_id == owner]
    if mine[0].layouts[0].kw <= 0:
        raise UnknownName(text("{option} is not designed: {reason}", option=option_id, reason=NO_PANEL))
    (place,) = places(project, alone, mine)
    return verify_place(place)[option_id]


def verify_place(place: PlaceYears) -> dict[str, Verified]:
    """The designs of a place that have panels, by option id."""
    weather = place.years["mid"]
    held = np.flatnonzero(place.designs.dc_kw > 0)
    if not len(held):
        return {}
    designs = place.designs[held]
    whole = yearly(weather, designs, place.model, place.screens).annual_kwh
    alike = comparable(weather, designs, place.model)
    chain = model_chain_kwh(weather, designs, place.model)
    layouts = place.layouts
    ids = [plot.option_id(layout) for plot, layout in (layouts[at] for at in held)]
    found = zip(ids, whole.tolist(), alike.tolist(), chain.tolist(), strict=True)
    return {option: Verified(option, *figures) for option, *figures in found}


def check_designed(option_ids: tuple[str, ...], designed: list[str]) -> None:
    """Raises ``UnknownName`` for the first option that is not among those a run designed."""
    for option_id in option_ids:
        if option_id not in designed:
            raise UnknownName(_no_design(option_id, designed))


def _design(project: Project, solar: Solar, option_id: str) -> tuple[str, float]:
    """The plot or group and the tilt of an option."""
    plots = project.tables["plots"].frame
    owners = dict.fromkeys(plots["group_id"].where(plots["group_id"].notna(), plots["plot_id"]).dropna())
    known = {f"{owner}-pv-{layout_variant(tilt)}": (str(owner), tilt) for owner in owners for tilt in solar.tilts_deg}
    if option_id not in known:
        raise UnknownName(_no_design(option_id, list(known)))
    return known[option_id]


def _no_design(option_id: str, known: list[str], most: int = 5) -> Text:
    near = difflib.get_close_matches(option_id, known, n=most, cutoff=0.6) or known[:most]
    if not near:
        return text("{option} is no design of [solar]: no plot was designed", option=option_id)
    return text("{option} is no design of [solar]; there are such as {names}", option=option_id, names=", ".join(near))

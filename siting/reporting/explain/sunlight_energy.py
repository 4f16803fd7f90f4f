"""How the energy of a design of the sunlight engine comes about: by factor, or the hours of a year less every loss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from siting.language import Text, text, verbatim
from siting.project.scalars import Sourced
from siting.project.sunlight.settings import Cell, Solar
from siting.reporting.explain.lookup import Option, from_column, from_config, shown
from siting.reporting.explain.prices import told
from siting.reporting.explain.records import Input
from siting.reporting.explain.sunlight import (
    file_key,
    from_layout,
    layout_of,
    module_cell,
    plots_of,
    solar_of,
)
from siting.reporting.explain.working import Working, worked
from siting.reporting.results import Results
from siting.solar.yields.factor import DAYS
from siting.vocabulary.solar import LOSS_STEPS

HOURLY_REMARK = text(
    "the sum over 8,760 hours of the weather: poa_kwh_m2 falls on the tilted plane and 1 kWh/m2 gives 1 kWh per kW of modules before losses; losses.csv holds what each step takes, layouts.csv the rest of the design"
)
_STEPS = {step.value: verbatim(step.en, ja=step.ja, en=step.en) for step in LOSS_STEPS}
# Steps that are a share by themselves stand under their own name in [solar.losses].
_KEYS = {
    "reflection": ("physics.glass_index",), "inverter": ("inverter.efficiency",), "clipping": ("inverter.dc_ac_ratio",),
    "snow": ("snow.covered_from_cm", "snow.cleared_from_deg"),
}  # fmt: skip


def layout_energy(results: Results, option: Option) -> Working:
    """The energy: 365 x factor x irradiation, or the hours of the year less every loss."""
    layout, solar = layout_of(results, option), solar_of(results)
    power = from_column(results, option, "capacity_kw")
    if solar.factor is not None:
        at = solar.factor.tilts_deg.index(layout["tilt_deg"])
        daily = solar.factor.daily_kwh_m2[at]
        inputs = [
            power,
            from_config(results, "solar.factor.factor", solar.factor.factor, "factor", solar.factor),
            from_config(results, "solar.factor.daily_kwh_m2", daily, "daily_kwh_m2", solar.factor),
            from_config(results, "solar.tilts_deg", layout["tilt_deg"], "tilt", solar),
        ]
        return worked("annual_kwh", f"capacity_kw × {DAYS} × factor × daily_kwh_m2", option["annual_kwh"], inputs)
    losses = results.losses[results.losses["option_id"].eq(option["option_id"]).to_numpy(dtype=bool)]
    steps = dict(zip(losses["step"], losses["kwh"], strict=True))
    taken = [
        Input(f"loss_{step}", _STEPS[step], shown(kwh), "kWh/y", f"losses.csv {option['option_id']} {step}")
        for step, kwh in steps.items()
    ]
    inputs = [power, from_layout(layout, "poa_kwh_m2"), *taken, *_weather(results, solar)]
    inputs += [one for step in steps for one in _rests_on(results, layout, solar, step)]
    formula = " - ".join(["capacity_kw × poa_kwh_m2", *(one.symbol for one in taken)])
    return worked("annual_kwh", formula, option["annual_kwh"], inputs, _remark(layout["notes"]))


def _remark(notes: Sequence[Text]) -> Text:
    """What is to be known of the sum, with what the engine notes of weather and layout."""
    said = HOURLY_REMARK
    for note in notes:
        said = text("{one}; {other}", one=said, other=note)
    return said


def _weather(results: Results, solar: Solar) -> Iterator[Input]:
    """Where the light comes from, and the model of the sky."""
    weather, physics = results.config.weather, solar.physics
    yield told(results, "weather.kind", "weather", weather.kind, weather)
    if weather.file:
        yield file_key(results, "weather.file", weather.file, weather)
    else:
        yield from_config(results, "weather.seed", weather.seed, "seed", weather)
    yield told(results, "solar.physics.transposition", "transposition", physics.transposition, physics)
    yield from_config(results, "solar.physics.albedo", physics.albedo, "albedo", physics)


def _rests_on(results: Results, layout: dict[str, Any], solar: Solar, step: str) -> Iterator[Input]:
    """The keys, files and shipped rows that decide what a step takes."""
    if step == "rows":
        yield from_layout(layout, "row_pitch_m")
        yield told(results, "solar.shade.electrical", "electrical", solar.shade.electrical, solar.shade)
    elif step == "obstacles":
        for name in ("buildings", "horizon"):
            if getattr(solar.shade, name):
                yield file_key(results, f"solar.shade.{name}", getattr(solar.shade, name), solar.shade)
    elif step == "temperature":
        yield from _heat(results, layout, solar)
    elif step == "soiling" and isinstance(solar.losses.soiling, tuple):
        monthly = ", ".join(shown(one) for one in solar.losses.soiling)
        yield told(results, "solar.losses.soiling", "soiling", monthly, solar.losses)
    else:
        for key in _KEYS.get(step, (f"losses.{step}",)):
            name, figure = key.split(".")
            section: Sourced = getattr(solar, name)
            yield from_config(results, f"solar.{key}", getattr(section, figure), figure, section)


def _heat(results: Results, layout: dict[str, Any], solar: Solar) -> Iterator[Input]:
    """What decides how warm modules become and what that costs."""
    physics = solar.physics
    if physics.power_per_k is not None:
        yield from_config(results, "solar.physics.power_per_k", physics.power_per_k, "power_per_k", physics)
    else:
        place, stated, source = module_cell(layout, "power_per_k")
        yield Input("power_per_k", text("change of power per kelvin"), stated, "1/K", place, source)
    mounts = np.unique(plots_of(results, layout)["mount"].astype(str))
    mount: Any = mounts[0] if len(mounts) == 1 else "unknown"
    cell = physics.cells.get(mount)
    for name in ("u0", "u1"):
        value = getattr(cell or Cell.model_validate({}), name)
        one = from_config(results, f"solar.physics.cells.{mount}.{name}", value, name, cell)
        # A table of other mounts stands for none here.
        default = text("default of siting, not written in project.toml")
        yield (
            one
            if cell is not None
            else replace(one, place=f"project.toml solar.physics.cells.{mount}.{name}", source=default)
        )

"""What project.toml says of the sun, for the section of assumptions: only where plots are designed in detail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from siting.language import Text, text
from siting.project.sunlight.settings import Solar
from siting.project.sunlight.source import WeatherSource
from siting.reporting import amounts
from siting.reporting.charts.svg import clean_text
from siting.reporting.page.figure import Figure, raw_number
from siting.reporting.page.view import View, choice_label
from siting.reporting.weather_kinds import WEATHER
from siting.vocabulary.solar import LOSS_STEPS

Line = tuple[tuple[str, ...], Text, object, Text | str]
"""The key within the section, what it is called, its value, its unit."""
Group = tuple[str, Text, Mapping[str, Any], list[Line]]

_RECORDS = ("layout", "factor", "losses", "inverter", "physics", "shade", "snow", "curtailment")


def sunlight_sections(view: View) -> Iterator[Group]:
    """Key, heading, source and values of every group; nothing where no plot was designed."""
    solar = view.results.config.solar
    if solar is None or view.results.layouts.empty:
        return
    if solar.method == "hourly":
        source = view.results.config.weather
        told = source.model_dump(mode="python", include={"source", "assumption", "note", "note_en"})
        yield "weather", text("Weather of the solar design"), told, list(_weather(view, source))
    lines = [*_arranged(view, solar), *(_by_factor if solar.factor else _by_hours)(view, solar)]
    yield "solar", text("Solar design in detail"), _told(solar), lines


def _told(solar: Solar) -> dict[str, Any]:
    """Sources and notes of the section and of the records within it, each once."""
    records = [solar, *(one for name in _RECORDS if (one := getattr(solar, name)) is not None)]
    kept = {
        name: "; ".join(dict.fromkeys(clean_text(said) for one in records if (said := getattr(one, name))))
        for name in ("source", "note", "note_en")
    }
    return {**kept, "assumption": any(one.assumption for one in records)}


def _weather(view: View, source: WeatherSource) -> Iterator[Line]:
    kind = view.say(WEATHER[source.kind])
    yield ("kind",), text("Weather"), _listed(view, [kind, clean_text(source.file)] if source.file else [kind]), ""
    if source.kind == "normals":
        yield ("stations",), text("Stations weighed by distance"), _figure(source.stations), ""
    if source.year_sigma is not None:
        said = Figure(raw_number(source.year_sigma), amounts.percent(source.year_sigma))
        yield ("year_sigma",), text("Spread of the energy between years"), said, ""


def _arranged(view: View, solar: Solar) -> Iterator[Line]:
    """How panels stand."""
    layout, drawn = solar.layout, not view.results.outlines.empty
    if solar.module:
        yield ("module",), text("Module"), clean_text(solar.module), ""
        on_table = f"{layout.modules_up} × {layout.modules_across}"
        yield ("layout", "modules_up"), text("Modules above and beside each other on a table"), on_table, ""
    for path, label, value, unit in (
        (("kw_per_m2",), text("Power per panel area"), solar.kw_per_m2, text("kW/m²")),
        (("layout", "slope_m"), text("Slope length"), layout.slope_m, "m"),
        (("layout", "margin_m"), text("Strip kept free along the edge"), layout.margin_m if drawn else None, "m"),
        (("layout", "spacing", "min_gap_m"), text("Least gap between rows"), layout.spacing.min_gap_m, "m"),
        (("layout", "spacing", "gap_per_height"), text("Gap per height of a row"), layout.spacing.gap_per_height, ""),
        (("layout", "rack_kn_m2"), text("Weight of the racks"), layout.rack_kn_m2, "kN/m²"),
        (("layout", "ballast_kn_m2"), text("Weight of the ballast"), layout.ballast_kn_m2, "kN/m²"),
    ):
        if value is not None:
            yield path, label, _figure(value), unit
    if layout.spacing.gap_per_height is None:
        yield (
            ("layout", "spacing", "from_hour"),
            text("No shade between rows at the winter solstice"),
            _hours(solar),
            "",
        )


def _hours(solar: Solar) -> Text:
    """The hours without shade, and by which clock."""
    spacing = solar.layout.spacing
    hours = {"start": amounts.trimmed(spacing.from_hour, 2), "end": amounts.trimmed(spacing.to_hour, 2)}
    if spacing.clock == "solar":
        return text("{start} to {end} h true solar time", **hours)
    return text("{start} to {end} h JST", **hours)


def _by_factor(view: View, solar: Solar) -> Iterator[Line]:
    factor = solar.factor
    if factor is not None:
        pairs = zip(factor.tilts_deg, factor.daily_kwh_m2, strict=True)
        daily = [f"{amounts.trimmed(tilt, 1)}° {amounts.trimmed(kwh)}" for tilt, kwh in pairs]
        yield ("factor", "factor"), text("Overall factor K"), _figure(factor.factor), ""
        yield ("factor", "daily_kwh_m2"), text("Daily irradiation by tilt"), _listed(view, daily), "kWh/m²"


def _by_hours(view: View, solar: Solar) -> Iterator[Line]:
    """How energy follows from the hours."""
    physics, inverter = solar.physics, solar.inverter
    yield ("losses",), text("Losses counted"), _listed(view, list(_losses(view, solar))), ""
    yield ("inverter", "efficiency"), text("Efficiency of the inverter"), _figure(inverter.efficiency), ""
    yield (
        ("inverter", "dc_ac_ratio"),
        text("Power of the modules over that of the inverters"),
        _figure(inverter.dc_ac_ratio),
        "",
    )
    sky = {"perez": "Perez", "haydavies": "Hay-Davies"}[physics.transposition]
    yield ("physics", "transposition"), text("Model of the diffuse sky"), sky, ""
    yield ("physics", "albedo"), text("Reflection of the ground"), _figure(physics.albedo), ""
    yield ("shade",), text("Shade counted"), _listed(view, [view.say(one) for one in _shade(solar)]), ""
    if solar.snow is not None:
        snow = text(
            "no yield below {tilt}° from {depth} cm on",
            tilt=amounts.trimmed(solar.snow.cleared_from_deg), depth=amounts.trimmed(solar.snow.covered_from_cm),
        )  # fmt: skip
        yield ("snow",), text("Snow"), snow, ""
    if solar.curtailment is not None:
        yield ("curtailment", "shares"), text("Output control by year"), _percents(view, solar.curtailment.shares), ""


def _losses(view: View, solar: Solar) -> Iterator[str]:
    stated = solar.losses.model_dump(include=set(type(solar.losses).model_fields) & {one.value for one in LOSS_STEPS})
    for name, value in stated.items():
        shares = value if isinstance(value, tuple) else (value,)
        if any(shares):
            yield f"{choice_label(LOSS_STEPS, name, view.lang)} {' / '.join(amounts.percent(one) for one in shares)}"


def _shade(solar: Solar) -> Iterator[Text]:
    shade = solar.shade
    if shade.rows:
        yield text("rows, by shaded share") if shade.electrical == "linear" else text("rows, by blocks")
    for stated, what in (
        (shade.buildings, text("neighbouring buildings")), (shade.obstacles, text("obstacles on the plots")),
        (shade.horizon, text("horizon")),
    ):  # fmt: skip
        if stated:
            yield what
    if not (shade.rows or shade.buildings or shade.obstacles or shade.horizon):
        yield text("none")


def _percents(view: View, shares: Sequence[float]) -> str:
    return _listed(view, [amounts.percent(one) for one in shares])


def _figure(value: float) -> Figure:
    return Figure(raw_number(value), amounts.trimmed(value))


def _listed(view: View, words: Sequence[str]) -> str:
    return view.say(text(", ")).join(words)

"""Every value of project.toml with where it stands and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from siting.language import Text, text, verbatim
from siting.project.own_use import EnergyPrice
from siting.project.scalars import Model
from siting.reporting import amounts
from siting.reporting.page import water_assumptions
from siting.reporting.page.figure import Figure, bdi, in_page, raw_number
from siting.reporting.page.money_assumptions import LABELS as MONEY_LABELS
from siting.reporting.page.money_assumptions import label_of, money_sections, named, shown, unit_of_key
from siting.reporting.page.own_use_assumptions import band, own_label
from siting.reporting.page.sunlight_assumptions import sunlight_sections
from siting.reporting.page.view import View, case_label, choice_label, column_label
from siting.reporting.page.water_assumptions import water_sections
from siting.vocabulary.eras import FIRST_YEAR
from siting.vocabulary.tables import STAGES, TECHNOLOGIES

LABELS = {
    "years": text("Years counted"),
    "discount_rate": text("Discount rate"),
    "degradation": text("Yearly loss of yield"),
    "variant": text("Name of the variant"),
    "kw_per_m2": text("Power per panel area"),
    "kwh_per_kw": text("Yearly energy per kilowatt"),
    "capex": text("Capital cost"),
    "lifetime_total": text("Total cost over all years"),
    "fixed_yen": text("fixed amount"),
    "steps": text("rate by size"),
    "opex": text("Running cost"),
    "fixed_yen_per_year": text("fixed amount per year"),
    "yen_per_kw_year": text("rate per kilowatt and year"),
    "price_yen_per_kwh": text("Price of energy"),
    "tax": text("Consumption tax in the price"),
    "period_years": text("Years the price is paid"),
    "environmental_value": text("Environmental value"),
    "extra_cost": text("Extra cost of this case"),
    "stages": text("added in these stages"),
    "factor_kg_per_kwh": text("Emission factor"),
    "utility": text("Power utility"),
    "fiscal_year": text("Fiscal year of the factor"),
    "kind": text("Kind of factor"),
    "by": text("Ranked by"),
    "descending": text("Larger is better"),
    "criteria": text("Figures that are marked"),
    "short_list": text("Short list"),
    "rule": text("rule"),
    "count": text("how many"),
    "minimum": text("least value"),
    "timing": text("Timing"),
    "ready_within_years": text("counts as able to start within"),
    "cashflow_options": text("Options in cashflows.csv and the workbook, at most"),
    "scheme_options": text("Options whose schemes are worked out, at most"),
    "base_year": text("Base fiscal year"),
    "language": text("Language"),
    **water_assumptions.LABELS,
}
UNITS = {
    "years": text("years"), "period_years": text("years"), "ready_within_years": text("years"),
    "kw_per_m2": text("kW/m²"), "kwh_per_kw": text("kWh/kW"), "fixed_yen": text("yen"),
    "fixed_yen_per_year": text("yen/y"), "yen_per_kw_year": text("yen/kW/y"), "price_yen_per_kwh": text("yen/kWh"),
    "factor_kg_per_kwh": text("kg-CO₂/kWh"), "yen_per_kw": text("yen/kW"), "yen_per_mwh": text("yen/MWh"),
}  # fmt: skip
WORDS = {
    "included": text("included"), "excluded": text("excluded"), "kept": text("kept by the owner"),
    "sold": text("sold with the energy"), "basic": text("basic emission factor"),
    "adjusted": text("adjusted emission factor"), "facilities": text("best first until so many facilities are in"),
    "options": text("the best options"), "threshold": text("all that reach a value"), "ja": text("Japanese"),
    "en": text("English"),
}  # fmt: skip
FRACTIONS = frozenset({"discount_rate", "degradation"}) | water_assumptions.FRACTIONS
# Told also where the project leaves them out.
ALWAYS = frozenset({"kind", "tax", "environmental_value", "period_years", "years", "discount_rate", "basis", "method"})
YEARS = frozenset({"base_year", "fiscal_year"})
# Shown in the heading of their group, or as the title of the page.
SAID_ELSEWHERE = frozenset(
    {
        "source",
        "assumption",
        "note",
        "note_en",
        "label",
        "label_en",
        "name",
        "name_en",
        "client",
        "client_en",
        "tables",
    }
)


@dataclass(frozen=True)
class Value:
    """A value of project.toml: what it is called, the value, and where it stands (its line, a shipped table, nothing for a default)."""

    label: str
    shown: object
    unit: Text | str
    place: str


@dataclass(frozen=True)
class ValueGroup:
    """A section of project.toml with its source."""

    key: str
    label: Text | str
    source: Text | None
    note: Text | None
    assumption: bool
    values: tuple[Value, ...]


def assumptions(view: View) -> tuple[ValueGroup, ...]:
    """The groups in the order of project.toml."""
    config = view.results.config.model_dump(mode="python")
    technologies = {one.value: one.label(view.lang) for one in TECHNOLOGIES}
    groups = [
        _group(view, "project", text("Study"), config["project"]),
        _record(view, "finance", text("Counting of years and money"), view.results.config.finance),
    ]
    if config["screening"]["pv"]:
        groups.append(
            _group(
                view,
                "screening.pv",
                text("Screening yield: {technology}", technology=technologies["pv"]),
                config["screening"]["pv"],
            )
        )
    for technology in technologies:
        model = config["costs"][technology]
        if model:
            groups.append(
                _group(
                    view,
                    f"costs.{technology}",
                    text("Costs: {technology}", technology=technologies[technology]),
                    model,
                )
            )
    groups += _sunlight(view)
    groups += [_group(view, key, label, values) for key, label, values in water_sections(view)]
    for case, stated in view.results.config.cases.items():
        groups.append(_record(view, f"cases.{case}", text("Price case: {case}", case=case_label(view, case)), stated))
    groups += [_record(view, key, label, stated) for key, label, stated in money_sections(view)]
    groups += _schemes(view)
    if config["co2"]:
        groups.append(_carbon(view, config["co2"]))
    groups.append(_group(view, "ranking", text("Ranking"), config["ranking"]))
    outputs = _record(view, "outputs", text("Outputs"), view.results.config.outputs)
    return (*groups, outputs) if outputs.values else tuple(groups)


def _group(view: View, key: str, label: Text, section: Mapping[str, Any]) -> ValueGroup:
    source, note = section.get("source") or "", section.get("note") or ""
    return ValueGroup(
        key=key, label=label, source=verbatim(source) if source else None,
        # The study's own note stands under the title.
        note=verbatim(note, en=section.get("note_en")) if note and key != "project" else None,
        assumption=bool(section.get("assumption", False)),
        values=tuple(_values(view, key, (), section)),
    )  # fmt: skip


def _record(view: View, key: str, label: Text, record: Model) -> ValueGroup:
    """A section whose keys may be many: what is stated, and what is always worth telling."""
    told = record.model_dump(mode="python", include={"source", "note", "note_en", "assumption"})
    return replace(_group(view, key, label, told), values=tuple(_stated(view, key, (), (), record)))


def _sunlight(view: View) -> Iterator[ValueGroup]:
    """What is said of the sun: each line has its own words, and its place is that of the key it comes from."""
    for key, label, told, lines in sunlight_sections(view):
        values = (Value(view.say(words), said, unit, _place(view, key, path)) for path, words, said, unit in lines)
        yield replace(_group(view, key, label, told), values=tuple(values))


def _schemes(view: View) -> Iterator[ValueGroup]:
    """The terms of all schemes side by side, each after its schemes' keys."""
    schemes = view.results.config.schemes
    if not schemes:
        return
    terms: dict[str, list[tuple[str, Value]]] = {}
    for key, scheme in schemes.items():
        for one in _stated(view, f"schemes.{key}", (), (), scheme):
            terms.setdefault(one.label, []).append((key, one))
    values = (Value(label, _by_scheme(view, mine), mine[0][1].unit, "") for label, mine in terms.items())
    sources = dict.fromkeys(one.source for one in schemes.values() if one.source)
    notes = {key: (one.note_en if view.lang == "en" else "") or one.note for key, one in schemes.items()}
    said = "; ".join(f"{key}: {note}" for key, note in notes.items() if note)
    yield ValueGroup(
        "schemes", text("Schemes"), verbatim("; ".join(sources)) if sources else None, verbatim(said) if said else None,
        any(one.assumption for one in schemes.values()), tuple(values),
    )  # fmt: skip


def _by_scheme(view: View, terms: Sequence[tuple[str, Value]]) -> Markup:
    """``10% dbo, pfi_bto :149 :158``: schemes of one value together."""
    alike: dict[str, list[tuple[str, str]]] = {}
    for key, one in terms:
        words = bdi(one.shown) if isinstance(one.shown, str) else in_page(one.shown, view.lang)
        alike.setdefault(str(Markup.escape(words)), []).append((key, one.place))
    shown = (
        Markup("{} <code>{}</code> <small>{}</small>").format(
            Markup(words), ", ".join(key for key, _ in mine), " ".join(place for _, place in mine)
        )
        for words, mine in alike.items()
    )
    return Markup("<br>").join(shown)


def _stated(view: View, section: str, path: tuple[str, ...], names: tuple[str, ...], record: Model) -> Iterator[Value]:
    """The values of a record and of those within it; ``names`` are the words for ``path``."""
    for key in type(record).model_fields:
        one, here = getattr(record, key), (*path, key)
        place = _place(view, section, here)
        left_out = (key in SAID_ELSEWHERE and own_label(section, key) is None) or one in (None, (), "")
        # Within a value written as one the line is that of all of it: a default in it may not be stated at all.
        own_line = not path or ".".join((section, *here)) in view.results.config_lines
        stated = place and (own_line or one != type(record).model_fields[key].default)
        if left_out or not (stated or _always(section, key, one)):
            continue
        own = own_label(section, key)
        words = (*names, view.say(own) if own else _name(view, type(record), here))
        if isinstance(one, Model):
            yield from _stated(view, section, here, words, one)
        elif key == "steps":
            yield from _steps(view, section, here, [step.model_dump(mode="python") for step in one], words)
        elif isinstance(one, tuple) and isinstance(one[0], EnergyPrice):
            yield from (Value(_joined(view, words), band(view, each), "", place) for each in one)
        elif isinstance(one, tuple) and isinstance(one[0], Model):
            for at, inner in enumerate(one):
                yield from _stated(view, section, (*here, str(at)), (*words, named(view, inner, at)), inner)
        else:
            said = (
                shown(view, section, key, one)
                if (key not in LABELS or key in MONEY_LABELS or own or key in ("kind", "layout"))
                and not FRACTIONS & set(here)
                else _shown(view, key, here, one)
            )
            yield Value(_joined(view, words), said, _unit(here) or unit_of_key(type(record), key, one), place)


def _always(section: str, key: str, value: object) -> bool:
    """Whether a default is worth telling: of taxes all but those that are none."""
    return key in ALWAYS or (section == "taxes" and (bool(value) or key == "income_tax_rate"))


def _name(view: View, record: type[Model], path: tuple[str, ...]) -> str:
    key = path[-1]
    if key == "kind":
        return view.say(text("Kind"))
    if key in MONEY_LABELS or key not in LABELS:
        technologies = {one.value: one.label(view.lang) for one in TECHNOLOGIES}
        return technologies.get(key) or label_of(view, record, key)
    return view.say(LABELS[key])


def _joined(view: View, words: Sequence[str]) -> str:
    return (" – " if view.lang == "en" else "・").join(words)


def _carbon(view: View, section: Mapping[str, Any]) -> ValueGroup:
    """The factor that a utility and a year stand for is a value too."""
    group = _group(view, "co2", text("Carbon dioxide"), section)
    factor = view.results.factor
    if factor is None or section["factor_kg_per_kwh"] is not None:
        return group
    looked_up = Value(
        view.say(LABELS["factor_kg_per_kwh"]), Figure(repr(factor.kg_per_kwh), amounts.trimmed(factor.kg_per_kwh)),
        UNITS["factor_kg_per_kwh"],
        f"emission_factors:{factor.row}",
    )  # fmt: skip
    return ValueGroup(
        group.key, group.label, verbatim(factor.source) if factor.source else group.source, group.note, group.assumption,
        (*(value for value in group.values if value.shown != amounts.MISSING), looked_up),
    )  # fmt: skip


def _values(view: View, section: str, path: tuple[str, ...], value: Mapping[str, Any]) -> Iterator[Value]:
    for key, one in value.items():
        if key in SAID_ELSEWHERE or one is None or one in ("", (), []):
            continue
        here = (*path, key)
        if isinstance(one, Mapping):
            yield from _values(view, section, here, one)
        elif key == "steps":
            yield from _steps(view, section, here, one)
        elif key == "criteria":
            names = ", ".join(column_label(view, item["column"]) for item in one)
            yield Value(_label(view, here), names, "", _place(view, section, here))
        elif key != "marks":
            yield Value(_label(view, here), _shown(view, key, here, one), _unit(here), _place(view, section, here))


def _steps(view: View, section: str, path: tuple[str, ...], steps: Any, words: tuple[str, ...] = ()) -> Iterator[Value]:
    """A row per size class."""
    before = ""
    for step in steps:
        basis = "mwh" if step["yen_per_mwh"] is not None else "kw"
        unit = "MWh" if basis == "mwh" else "kW"
        bound = step[f"below_{basis}"]
        limit = "" if bound is None else f"{amounts.trimmed(bound)} {unit}"
        if bound is not None:
            size = text("below {limit}", limit=limit)
        else:
            size = text("from {limit}", limit=before) if before else text("any size")
        rate = step[f"yen_per_{basis}"]
        label = view.say(text("{label}: {size}", label=_joined(view, words) or _label(view, path), size=size))
        yield Value(
            label,
            Figure(raw_number(rate), amounts.trimmed(rate)),
            UNITS[f"yen_per_{basis}"],
            _place(view, section, path),
        )
        before = limit


def _label(view: View, path: tuple[str, ...]) -> str:
    """The words for a key; a key that has none of its own keeps its name."""
    technologies = {one.value: one.label(view.lang) for one in TECHNOLOGIES}
    words = [view.say(LABELS[key]) if key in LABELS else technologies.get(key, key) for key in path]
    return _joined(view, words)


def _unit(path: tuple[str, ...]) -> Text | str:
    return next((UNITS[key] for key in reversed(path) if key in UNITS), "")


def _place(view: View, section: str, path: tuple[str, ...]) -> str:
    """The line of the value, or of the value around it where that is written as one; nothing for a default."""
    lines = view.results.config_lines
    for length in range(len(path), 0, -1):
        key = ".".join((section, *path[:length]))
        if key in lines:
            return f":{lines[key]}"
    return ""


def _shown(view: View, key: str, path: tuple[str, ...], value: Any) -> object:
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, int | float):
        return Figure(raw_number(value), _number(view, key, path, value))
    if key == "by":
        return column_label(view, str(value))
    if key == "stages":
        return ", ".join(choice_label(STAGES, one, view.lang) for one in value)
    word = str(value)
    return WORDS.get(word, word) if word else amounts.MISSING


def _number(view: View, key: str, path: tuple[str, ...], value: float) -> str:
    if key in YEARS and value >= FIRST_YEAR:
        return amounts.fiscal_year(value, view.lang)
    if FRACTIONS & set(path):
        return amounts.percent(value, 2 if value else 0)
    return amounts.trimmed(value)

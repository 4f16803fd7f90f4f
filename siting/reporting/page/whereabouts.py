"""The map of the facilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from markupsafe import Markup

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.charts import Chart, Heading, MapPoint, MapSpec, Technology, Tone, ToneNames, site_map
from siting.reporting.page.drawing import Drawing, drawn
from siting.reporting.page.figure import counted, marked
from siting.reporting.page.listing import Option, StageList
from siting.reporting.page.names import rows_of
from siting.reporting.page.pictures import named_only, technology_names
from siting.reporting.page.view import View, in_each, joined, stage_label

DRAWN = 300
NAMED = 30


@dataclass(frozen=True)
class Whereabouts:
    """The map, what its numbers are, and the facilities it cannot show, said per language."""

    drawing: Drawing
    numbers: Text
    notes: tuple[tuple[str, Markup], ...]


def whereabouts(views: Sequence[View]) -> Whereabouts:
    """The map section."""
    stage = views[0].listing.stage("screening") or views[0].listing.leading
    numbers = text(
        "The number is the rank of the facility's best option: {stage}.",
        stage=in_each(views, partial(stage_label, stage=stage.stage)),
    )
    sheets = [(view, *_sheet(view, _best(stage))) for view in views]
    return Whereabouts(
        drawn({view.lang: named_only(chart) for view, chart, _ in sheets}, keep_hovers=False),
        numbers,
        tuple((view.lang, marked(note, view.lang)) for view, _, notes in sheets for note in notes),
    )


def _sheet(view: View, best: dict[str, Option]) -> tuple[Chart, list[Text]]:
    """The map and the remarks below it, as one language has them."""
    facilities = rows_of(view.results.tables["facilities"])
    placed = sorted((row for row in facilities if _is_placed(row)), key=lambda row: _order(row, best))
    shown = placed[:DRAWN]
    return site_map(_spec(view, shown, best)), _notes(view, facilities, len(placed) - len(shown))


def _best(stage: StageList) -> dict[str, Option]:
    """The best option of each facility, in the order of rank."""
    best: dict[str, Option] = {}
    for option in stage.ranked:
        best.setdefault(option.facility, option)
    return best


def _is_placed(row: dict[str, Any]) -> bool:
    return all(isinstance(row[key], float) and np.isfinite(row[key]) for key in ("lat", "lon"))


def _order(row: dict[str, Any], best: dict[str, Option]) -> tuple[float, str]:
    option = best.get(str(row["facility_id"]))
    return (float(option.rank) if option and option.rank else np.inf, str(row["facility_id"]))


def _spec(view: View, rows: list[dict[str, Any]], best: dict[str, Option]) -> MapSpec:
    paying = _facilities_that_pay(view)
    positions = {row["position"] for row in rows}
    schematic = text("schematic positions, not to scale") if positions == {"schematic"} else None
    if schematic is None and "schematic" in positions:
        schematic = text("some positions are schematic, not to scale")
    return MapSpec(
        heading=Heading(
            "map", view.say(text("Map of the facilities")),
            view.say(text("Facilities at their positions with the rank of their best option; the table of all options says the same in words.")),
            view.say(text("No facility has a position.")), amounts.MISSING,
        ),
        number_column=view.say(text("Rank")), label_column=view.say(text("Facility")),
        longitude_column=view.say(text("Longitude")), latitude_column=view.say(text("Latitude")),
        technologies=technology_names(view),
        tones=ToneNames(
            view.say(text("Result")), view.say(text("B/C of 1 or more")), view.say(text("short list, below 1")),
            view.say(text("others")),
        ),
        north_text=view.say(text("N")),
        points=tuple(_point(view, row, best.get(str(row["facility_id"])), paying) for row in rows),
        schematic_text=view.say(schematic) if schematic else None,
    )  # fmt: skip


def _facilities_that_pay(view: View) -> set[str]:
    """Facilities with an option at 1 or more in the most detailed stage they have."""
    paying: set[str] = set()
    decided: set[str] = set()
    for stage in view.listing.stages:
        for option in stage.ranked:
            if option.facility not in decided and any((option.figure(f"bc_{case}") or 0) >= 1 for case in view.cases):
                paying.add(option.facility)
        decided |= {option.facility for option in stage.ranked}
    return paying


def _point(view: View, row: dict[str, Any], option: Option | None, paying: set[str]) -> MapPoint:
    facility = str(row["facility_id"])
    name = view.names.facility(facility)
    if option is None:
        return MapPoint(facility, name, row["lon"], row["lat"], Technology.OTHER, Tone.FAINT)
    tone = Tone.STRONG if facility in paying else Tone.MEDIUM if option.short_listed else Tone.FAINT
    return MapPoint(option.id, name, row["lon"], row["lat"], Technology(option.technology), tone, str(option.rank))


def _notes(view: View, facilities: list[dict[str, Any]], undrawn: int) -> list[Text]:
    notes = []
    lost = [view.names.facility(str(row["facility_id"])) for row in facilities if not _is_placed(row)]
    if lost:
        more = text("{names} and {count} more", names=joined(view, lost[:NAMED]), count=counted(len(lost) - NAMED))
        named = more if len(lost) > NAMED else joined(view, lost)
        notes.append(text("Facilities without a position, not on the map: {names}.", names=named))
    if undrawn:
        notes.append(
            text("{count} more facilities are not drawn; they stand in sites.geojson.", count=counted(undrawn))
        )
    return notes

"""What is still open: with whom to ask and by when; equal points of many owners stand in one line."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.page.figure import counted, marked
from siting.reporting.page.view import View, choice_label, joined
from siting.vocabulary.tables import CONSTRAINT_KINDS

OWNERS = 24
POINTS = 60
SETTINGS = "project.toml"

KINDS = {
    "assumption": text("Assumptions without a printed source"),
    "published": text("Differences from published figures"),
    "mount": text("Where panels stand"),
    "price": text("Price cases"),
    "load_profile": text("Hours of load and generation"),
    "position": text("Positions of facilities"),
    "weather": text("Weather and layout of panels"),
    "layout": text("Plots that could not be laid out"),
    "input": text("Missing input"),
    "record": text("How files were read"),
    "finance": text("Financial figures"),
}


@dataclass(frozen=True)
class Point:
    """One or several equal open points; ``ask`` and ``by_when`` may be blank and are shown as such."""

    what: Text
    owners: Markup
    ask: str
    by_when: str
    source: str


@dataclass(frozen=True)
class PointGroup:
    """The open points of one kind; ``told`` where they only tell what was done, and nobody need settle them."""

    label: str
    told: bool
    count: int
    points: tuple[Point, ...]
    more: int


def unsettled(view: View) -> tuple[PointGroup, ...]:
    """The open points by kind, in the order in which they stand in open_points.csv."""
    points = view.results.open_points
    groups = []
    for kind in dict.fromkeys(points["kind"]):
        mine = points[(points["kind"] == kind).to_numpy(dtype=bool)]
        equal = [_published(len(mine))] if kind == "published" else _equal(view, list(mine.to_dict("records")))
        groups.append(
            PointGroup(
                _kind(view, str(kind)), kind == "record", len(mine), tuple(equal[:POINTS]), max(0, len(equal) - POINTS)
            )
        )
    return tuple(groups)


def _kind(view: View, kind: str) -> str:
    return view.say(KINDS[kind]) if kind in KINDS else choice_label(CONSTRAINT_KINDS, kind, view.lang)


def _equal(view: View, rows: list[dict[str, object]]) -> list[Point]:
    """Equal points of many owners as one, and the assumed settings as one: they stand marked among the assumptions."""
    assumed = [row for row in rows if row["kind"] == "assumption" and str(row["source"]).startswith(SETTINGS)]
    same: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row in (one for one in rows if one not in assumed):
        same.setdefault(tuple(row[name] for name in ("what", "ask", "by_when")), []).append(row)
    points = [_point(view, equal) for equal in same.values()]
    return [_assumed(view, assumed), *points] if assumed else points


def _point(view: View, rows: list[dict[str, object]]) -> Point:
    """One point for rows that differ in owner and source only."""
    what = rows[0]["what"]
    assert isinstance(what, Text)
    ask, by_when = (word if isinstance(word, str) else "" for word in (rows[0]["ask"], rows[0]["by_when"]))
    owners = [str(row["owner_id"]) if row["owner_id"] else "" for row in rows]
    return Point(what, _owners(view, owners), ask, by_when, _sources([row["source"] for row in rows]))


def _sources(stated: list[object]) -> str:
    """Every source once; of several sections of project.toml the file's name once."""
    sources = list(dict.fromkeys(one for one in stated if isinstance(one, str)))
    settings = [one for one in sources if one.startswith(SETTINGS)]
    return ", ".join(one.removeprefix(SETTINGS).strip() if one in settings[1:] else one for one in sources)


def _owners(view: View, owners: list[str]) -> Markup:
    named = [view.names.owner(one) for one in owners if one]
    if not named:
        return marked(text("whole study"), view.lang)
    if set(owners) == set(view.names.facilities):
        return marked(text("every facility"), view.lang)
    shown = joined(view, named[:OWNERS])
    if len(named) <= OWNERS:
        return shown
    rest = marked(text("{count} more in open_points.csv", count=counted(len(named) - OWNERS)), view.lang)
    return Markup("{} … {}").format(shown, rest)


def _assumed(view: View, rows: list[dict[str, object]]) -> Point:
    """The sections of project.toml that hold assumptions."""
    sections = ", ".join(str(row["source"]).removeprefix(SETTINGS).strip() for row in rows)
    what = text(
        "Values in {count} sections of project.toml are assumptions: {sections}. Each is marked, with its source, under “Assumptions”.",
        count=counted(len(rows)), sections=sections,
    )  # fmt: skip
    return Point(what, _owners(view, []), "", "", "")


def _published(count: int) -> Point:
    what = text(
        "{count} published figures differ from these results by more than their tolerance; each is listed in the comparison below.",
        count=counted(count),
    )
    return Point(what, Markup(amounts.MISSING), "", "", "")

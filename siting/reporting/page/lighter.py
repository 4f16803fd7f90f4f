"""A chart's tree in fewer bytes with the same look: short numbers, no defaults, equal strokes in one path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from siting.reporting.charts.svg import number
from siting.reporting.charts.theme import INK, SMALL

ROOT = {"fill": INK, "font-size": number(SMALL)}
"""What the style sheet says of every picture, at its root."""
# Inherited from the root, or what SVG takes for a value that is left out.
_DEFAULTS = {**ROOT, "stroke-width": "1"}
_AT_ZERO = {
    "rect": frozenset({"x", "y"}),
    "circle": frozenset({"cx", "cy"}),
    "line": frozenset({"x1", "x2", "y1", "y2"}),
}
_HUNDREDTHS = re.compile(r"(-?\d+\.\d)\d")
_FINE = re.compile(r"-?\d+\.\d{2,}")
_WHOLE = re.compile(r"(?<=\d)\.0+(?!\d)")
_PATHS = frozenset({"d", "transform", "points"})
_LENGTHS = frozenset({"x", "y", "cx", "cy", "width", "height", "x1", "x2", "y1", "y2"})
_DOUBLED = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3")
_HOLDERS = frozenset({"svg", "g"})
_HEIGHT = {"rect": "y", "circle": "cy"}
_PLACE = {"line": ("x1", "y1", "x2", "y2"), "rect": ("x", "y", "width", "height"), "text": ("x", "y", "transform")}


def lighten(element: Element) -> None:
    """Drops what SVG or the root says anyway, and digits nobody can see."""
    for name, value in element.items():
        if _DEFAULTS.get(name) == value or (value == "0" and name in _AT_ZERO.get(element.tag, ())):
            del element.attrib[name]
        elif name in _LENGTHS:
            # A coordinate's second decimal is a two-hundredth of a millimetre on paper; letters may stand half a unit off.
            short = f"{float(value):.0f}" if element.tag == "text" else _HUNDREDTHS.sub(r"\1", value)
            element.set(name, _WHOLE.sub("", short))
        elif name in _PATHS:
            element.set(name, _WHOLE.sub("", _FINE.sub(lambda found: f"{float(found[0]):.1f}", value)))
        else:
            element.set(name, _DOUBLED.sub(r"#\1\2\3", value))
    if element.get("fill", "").startswith("#") and element.get("fill") == element.get("stroke"):
        del element.attrib["stroke"]
    if "stroke" not in element.attrib:
        element.attrib.pop("stroke-width", None)


_MOVED = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
_MOVABLE = {"rect": ("x", "y"), "circle": ("cx", "cy")}


def settle(element: Element) -> None:
    """Groups that only move one mark replaced by the mark where it then stands, and such that say nothing by their contents."""
    for at, one in enumerate(element):
        moved = _MOVED.fullmatch(one.get("transform", "")) if one.tag == "g" and len(one.attrib) == 1 else None
        if moved and len(one) == 1 and one[0].tag in _MOVABLE and "transform" not in one[0].attrib:
            mark = one[0]
            for name, by in zip(_MOVABLE[mark.tag], moved.groups(), strict=True):
                mark.set(name, number(float(mark.get(name, "0")) + float(by)))
            element[at] = mark
        settle(element[at])
    for at, one in reversed(list(enumerate(element))):
        if one.tag == "g" and not one.attrib and one.find("title") is None:
            element[at : at + 1] = list(one)


def drop_unused(root: Element) -> None:
    """Removes patterns that nothing is filled with."""
    used = {value for one in root.iter() for value in one.attrib.values() if value.startswith("url(#")}
    for holder in list(root.iter("defs")):
        for one in [one for one in holder if one.tag == "pattern" and f"url(#{one.attrib['id']})" not in used]:
            holder.remove(one)
    for empty in [one for one in root if one.tag == "defs" and not len(one)]:
        root.remove(empty)


def gather(element: Element) -> None:
    """Neighbours of one look as one: strokes and plain rectangles in a path, texts in a group; all through the tree."""
    if element.tag in _HOLDERS:
        kept = list(element)
        for one in kept:
            element.remove(one)
        for look, neighbours in groupby(kept, _look):
            element.extend(_gathered(look, list(neighbours)))
    for one in element:
        gather(one)


def stamp(root: Element) -> None:
    """The pointer area and marker at the head of every row, drawn once for each technology and pointed at from the rows."""
    heads: dict[tuple[str, ...], list[tuple[Element, int]]] = {}
    for row in root.iter("g"):
        at = next((at for at, one in enumerate(row) if one.get("pointer-events")), None)
        if at is not None and at + 1 < len(row) and row[at + 1].tag in _HEIGHT:
            heads.setdefault(_unmoved(row[at], row[at + 1]), []).append((row, at))
    drawn = Element("defs")
    for rows in heads.values():
        if len(rows) > 2:
            drawn.append(_stamped(f"{root.attrib['id']}-r{len(drawn)}", rows))
    if len(drawn):
        root.insert(1, drawn)


def stamp_markers(root: Element) -> None:
    """Markers of one look, drawn once where the first of them stands and pointed at from the places of the others."""
    alike: dict[tuple[str, ...], list[tuple[Element, int]]] = {}
    for holder in root.iter("g"):
        for at, one in enumerate(holder):
            if one.tag == "rect" and one.get("rx") and "id" not in one.attrib:
                look = tuple(f"{name} {value}" for name, value in one.items() if name not in ("x", "y"))
                alike.setdefault(look, []).append((holder, at))
    often = [places for places in alike.values() if len(places) > 2]
    for count, places in enumerate(often):
        first = places[0][0][places[0][1]]
        x, y = (float(first.get(name, "0")) for name in ("x", "y"))
        first.set("id", f"{root.attrib['id']}-m{count}")
        for holder, at in places[1:]:
            moved = (number(float(holder[at].get(name, "0")) - start) for name, start in (("x", x), ("y", y)))
            holder[at] = Element("use", {"href": f"#{first.attrib['id']}", **dict(zip("xy", moved, strict=True))})


def _stamped(identifier: str, rows: Sequence[tuple[Element, int]]) -> Element:
    """The head the rows have in common, which each of them now points at."""
    first, at = rows[0]
    area, shape = first[at], first[at + 1]
    heights = [row[place].get("y", "0") for row, place in rows]
    height = _HEIGHT[shape.tag]
    shape.set(height, number(float(shape.get(height, "0")) - float(heights[0])))
    area.attrib.pop("y", None)
    for (row, place), here in zip(rows, heights, strict=True):
        row[place : place + 2] = [Element("use", {"href": f"#{identifier}", "y": here})]
    head = Element("g", {"id": identifier})
    head.extend((area, shape))
    return head


def _unmoved(area: Element, shape: Element) -> tuple[str, ...]:
    """What two heads must have in common to differ in their height only."""
    height = _HEIGHT[shape.tag]
    below = number(float(shape.get(height, "0")) - float(area.get("y", "0")))
    outline = (f"{name} {value}" for name, value in area.items() if name != "y")
    return shape.tag, below, *outline, *(f"{name} {value}" for name, value in shape.items() if name != height)


def _look(element: Element) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The tag and all that does not say where: what neighbours must share to be one."""
    if element.tag == "g":
        return "g", tuple(_sole_looks(element).items()) or (("alone", str(id(element))),)
    places = _PLACE.get(element.tag, ())
    return element.tag, tuple((name, value) for name, value in element.items() if name not in places)


def _sole_looks(group: Element) -> dict[str, str]:
    """How the only mark of a group with a key looks; nothing for other groups."""
    marks = [one for one in group if one.tag != "title"]
    if "data-k" not in group.attrib or len(marks) != 1 or marks[0].tag != "rect" or len(marks[0]):
        return {}
    return {name: value for name, value in marks[0].items() if name in ("fill", "stroke")}


def _gathered(look: tuple[str, tuple[tuple[str, str], ...]], found: Sequence[Element]) -> Iterator[Element]:
    tag, attributes = look
    if tag == "g" and len(found) > 2 and (common := _sole_looks(found[0])):
        holder = Element("g", common)
        for one in found:
            for name in common:
                del one[-1].attrib[name]
        holder.extend(found)
        yield holder
    elif tag == "line" and not any(len(one) for one in found):
        yield Element("path", {"d": "".join(map(_stroke, found)), **dict(attributes)})
    elif tag == "rect" and not {"rx", "id"} & dict(attributes).keys() and not any(len(one) for one in found):
        yield Element("path", {"d": "".join(map(_box, found)), **dict(attributes)})
    elif tag == "text" and len(found) > 1 and attributes:
        holder = Element("g", dict(attributes))
        for one in found:
            one.attrib = {name: value for name, value in one.items() if name in _PLACE["text"]}
        holder.extend(found)
        yield holder
    else:
        yield from found


def _stroke(line: Element) -> str:
    x1, y1, x2, y2 = (line.get(name, "0") for name in _PLACE["line"])
    end = f"H{x2}" if y1 == y2 else f"V{y2}" if x1 == x2 else f"L{x2} {y2}"
    return f"M{x1} {y1}{end}"


def _box(rect: Element) -> str:
    x, y, width, height = (rect.get(name, "0") for name in _PLACE["rect"])
    return f"M{x} {y}h{width}v{height}H{x}z"

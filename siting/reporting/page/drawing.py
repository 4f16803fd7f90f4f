"""One drawing of a chart for every language: what the languages share stands once, their words stand side by side.

The page shows one language at a time and hides elements marked with the other one. A drawing here is a tree whose
differing parts are marked so; leaving out what is marked with one language gives the other language's drawing, once
every ``use`` is replaced by what it points at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count
from xml.etree.ElementTree import Element, fromstring

from markupsafe import Markup, escape

from siting.language import Text, verbatim
from siting.reporting.charts import Chart
from siting.reporting.charts.labels import ELLIPSIS
from siting.reporting.charts.svg import XMLNS, number
from siting.reporting.charts.theme import INK, SMALL

_ROOT = {"fill": INK, "font-size": number(SMALL)}
# Inherited from the root, or what SVG takes for a value that is left out.
_DEFAULTS = {**_ROOT, "stroke-width": "1"}
_AT_ZERO = {
    "rect": frozenset({"x", "y"}),
    "circle": frozenset({"cx", "cy"}),
    "line": frozenset({"x1", "x2", "y1", "y2"}),
}
_HUNDREDTHS = re.compile(r"(-?\d+\.\d)\d")
_WHOLE = re.compile(r"(?<=\d)\.0+(?!\d)")
_PATHS = frozenset({"d", "transform", "points"})
_LENGTHS = frozenset({"x", "y", "cx", "cy", "width", "height", "x1", "x2", "y1", "y2"})
_DOUBLED = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3")
# Elements that only hold others: two of them can be one although their contents differ.
_HOLDERS = frozenset({"svg", "g", "defs"})


@dataclass(frozen=True)
class Drawing:
    """A chart in every language.

    The page shows its words in elements with the ids ``<id>-title`` and ``<id>-desc``, which name the picture: a title
    inside it could not follow the reader's choice of language.
    """

    id: str
    svg: Markup
    title: Text
    description: Text


def drawn(charts: Mapping[str, Chart], keep_hovers: bool = True) -> Drawing:
    """One picture of a chart given per language; without ``keep_hovers`` hover texts stay only at names cut short."""
    roots = {lang: _light(chart, keep_hovers) for lang, chart in charts.items()}
    first = next(iter(roots.values()))
    whole = [first] if len(roots) == 1 else list(_together(roots))
    return Drawing(
        id=first.attrib["id"],
        svg=Markup("\n").join(written(one) for one in whole),
        title=_in_each({lang: chart.title for lang, chart in charts.items()}),
        description=_in_each({lang: chart.description for lang, chart in charts.items()}),
    )


def _in_each(words: Mapping[str, str]) -> Text:
    return verbatim(next(iter(words.values())), **words)


def merged(first: Element, second: Element, langs: tuple[str, str]) -> Element:
    """One tree for two languages; the two roots must have equal attributes and an id."""
    return _merged(first, second, langs, (f"{first.attrib['id']}-{at}" for at in count()))


def _merged(first: Element, second: Element, langs: tuple[str, str], ids: Iterator[str]) -> Element:
    if _hover(first) != _hover(second):
        return _hovered(first, second, langs, next(ids))
    whole = Element(first.tag, first.attrib)
    whole.text = first.text
    if first.tag not in _HOLDERS:
        whole.extend(first)
        return whole
    matcher = SequenceMatcher(None, [_likeness(one) for one in first], [_likeness(one) for one in second], False)
    for verb, start, end, other_start, other_end in matcher.get_opcodes():
        mine, theirs = first[start:end], second[other_start:other_end]
        if verb == "equal":
            whole.extend(_merged(one, other, langs, ids) for one, other in zip(mine, theirs, strict=True))
        else:
            whole.extend(_of_language(mine, langs[0]))
            whole.extend(_of_language(theirs, langs[1]))
    return whole


def written(element: Element) -> Markup:
    """The element as markup; the parts of a whole picture one per line."""
    opening = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in element.items())
    inside = Markup("\n" if element.tag == "svg" else "").join(
        (escape(element.text or ""), *(written(one) for one in element))
    )
    tag = Markup(element.tag)
    return (
        Markup("<{0}{1}>{2}</{0}>").format(tag, opening, inside) if inside else Markup("<{}{}/>").format(tag, opening)
    )


def _together(roots: Mapping[str, Element]) -> Iterator[Element]:
    """One drawing for both languages; two where already their sizes differ, for then nothing is in the same place."""
    (lang, first), (other, second) = roots.items()
    if first.attrib == second.attrib:
        yield merged(first, second, (lang, other))
        return
    first.set("lang", lang)
    yield first
    second.set("lang", other)
    yield _renamed(second, first.attrib["id"], f"{first.attrib['id']}-{other}")


def _renamed(root: Element, old: str, new: str) -> Element:
    """The drawing with its ids changed, where another one has them already; what names it stays the same."""
    for one in root.iter():
        for name, value in one.items():
            if name == "id":
                one.set(name, new + value.removeprefix(old))
            elif value.startswith(f"url(#{old}"):
                one.set(name, f"url(#{new}" + value.removeprefix(f"url(#{old}"))
    return root


def _likeness(element: Element) -> object:
    """What two elements must have in common to be one.

    Where there is a hover text all the rest counts: see :func:`_hovered`.
    """
    if element.tag not in _HOLDERS:
        return written(element)
    rest = [written(one) for one in _without_hover(element)] if _hover(element) else []
    return element.tag, tuple(element.items()), tuple(rest)


def _hover(element: Element) -> str:
    return element.findtext("title", "") if element.tag == "g" else ""


def _without_hover(element: Element) -> list[Element]:
    return [one for one in element if one.tag != "title"]


def _hovered(first: Element, second: Element, langs: tuple[str, str], identifier: str) -> Element:
    """Marks drawn alike under another hover text.

    A browser shows the first hover text of an element, in whatever language and hidden or not: so the marks need an
    element per language to point at, and the second one is a ``use`` of the first.
    """
    marks = _without_hover(first)
    target = _with(marks[0], "id", identifier) if len(marks) == 1 else _holding("g", {"id": identifier}, marks)
    mine = _holding("g", {"lang": langs[0]}, [*first.findall("title"), target])
    theirs = _holding("use", {"lang": langs[1], "href": f"#{identifier}"}, second.findall("title"))
    return _holding("g", first.attrib, [mine, theirs])


def _holding(tag: str, attributes: Mapping[str, str], inside: Sequence[Element]) -> Element:
    element = Element(tag, dict(attributes))
    element.extend(inside)
    return element


def _with(element: Element, name: str, value: str) -> Element:
    changed = _holding(element.tag, {**element.attrib, name: value}, list(element))
    changed.text = element.text
    return changed


def _of_language(elements: Sequence[Element], lang: str) -> list[Element]:
    """``elements`` marked with a language: one by itself, several and groups inside a group that says only this."""
    if not elements:
        return []
    if len(elements) == 1 and elements[0].tag != "g":
        return [_with(elements[0], "lang", lang)]
    return [_holding("g", {"lang": lang}, elements)]


def _light(chart: Chart, keep_hovers: bool) -> Element:
    """The chart's tree without what a page has already, and the same look in fewer bytes."""
    # Inside HTML the namespace is known, and the font is the page's.
    root = fromstring(chart.svg.replace(f' xmlns="{XMLNS}"', "", 1))
    root.attrib.pop("font-family", None)
    for one in [child for child in root if child.tag in ("title", "desc")]:
        root.remove(one)
    for one in root.iter():
        one.text, one.tail = (one.text or "").strip("\n"), None
        if one is not root:
            _lighten(one)
        if not keep_hovers and one.tag == "g":
            _drop_hover(one)
    root.attrib.update(_ROOT)
    return root


def _lighten(element: Element) -> None:
    for name, value in element.items():
        if _DEFAULTS.get(name) == value or (value == "0" and name in _AT_ZERO.get(element.tag, ())):
            del element.attrib[name]
        elif name in _LENGTHS:
            # A coordinate's second decimal is a two-hundredth of a millimetre on paper.
            element.set(name, _WHOLE.sub("", _HUNDREDTHS.sub(r"\1", value)))
        elif name in _PATHS:
            element.set(name, _WHOLE.sub("", value))
        else:
            element.set(name, _DOUBLED.sub(r"#\1\2\3", value))
    if element.get("fill", "").startswith("#") and element.get("fill") == element.get("stroke"):
        del element.attrib["stroke"]
    if "stroke" not in element.attrib:
        element.attrib.pop("stroke-width", None)


def _drop_hover(group: Element) -> None:
    """Without the hover text, unless a name is cut short and the hover text has the whole of it."""
    hover = group.find("title")
    if hover is not None and all(
        ELLIPSIS not in (one.text or "") or (one.text or "") in (hover.text or "") for one in group.iter("text")
    ):
        group.remove(hover)

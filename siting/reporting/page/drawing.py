"""One drawing of a chart for every language: what the languages share stands once, their words stand side by side.

The page shows one language at a time and hides elements marked with the other one. A drawing here is a tree whose
differing parts are marked so; leaving out what is marked with one language gives the other language's drawing, once
every ``use`` is replaced by what it points at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count
from xml.etree.ElementTree import Element, fromstring

from markupsafe import Markup, escape

from siting.language import Text, verbatim
from siting.reporting.charts import Chart
from siting.reporting.charts.labels import ELLIPSIS
from siting.reporting.charts.svg import XMLNS
from siting.reporting.charts.theme import PAPER
from siting.reporting.page.lighter import drop_unused, gather, lighten, settle, stamp, stamp_markers

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
    roots = {lang: _light(chart) for lang, chart in charts.items()}
    if not keep_hovers:
        needed = {key for root in roots.values() for key in _told_by_hover(root)}
        for root in roots.values():
            _drop_hovers(root, needed)
    roots = {lang: _compact(root) for lang, root in roots.items()}
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
            for pointing in ("url(#", "#"):
                if value.startswith(pointing + old):
                    one.set(name, pointing + new + value.removeprefix(pointing + old))
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
    target = (
        _with(marks[0], "id", identifier)
        if len(marks) == 1 and "id" not in marks[0].attrib
        else _holding("g", {"id": identifier}, marks)
    )
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


def _light(chart: Chart) -> Element:
    """The chart's tree without what a page has already, and the same look in fewer bytes."""
    # Inside HTML the namespace is known, and the font is the page's.
    root = fromstring(chart.svg.replace(f' xmlns="{XMLNS}"', "", 1))
    root.attrib.pop("font-family", None)
    for one in [child for child in root if child.tag in ("title", "desc")]:
        root.remove(one)
    for one in root.iter():
        one.text, one.tail = (one.text or "").strip("\n"), None
        if one is not root:
            lighten(one)
    return root


def _compact(root: Element) -> Element:
    """What is drawn alike gathered, and the common looks at the root."""
    settle(root)
    drop_unused(root)
    stamp(root)
    stamp_markers(root)
    _drop_paper(root)
    gather(root)
    # The style sheet gives every picture its width, ink and size of letters.
    root.attrib.pop("width", None)
    return root


def _drop_paper(root: Element) -> None:
    """The white sheet behind the picture: the page is white."""
    if len(root) and root[0].tag == "rect" and root[0].get("fill") in ("#fff", PAPER) and not root[0].get("x"):
        root.remove(root[0])


def _told_by_hover(root: Element) -> set[str]:
    """The marks whose whole name only the hover text has: it is cut short in the picture, or not written there."""
    hovers = {one.get("data-k", ""): hover for one in root.iter("g") if (hover := _hover(one))}
    words: dict[str, list[str]] = {key: [] for key in hovers}
    for one in root.iter("g"):
        words.get(one.get("data-k", ""), []).extend(text.text or "" for text in one.iter("text"))
    return {key for key, hover in hovers.items() if not _is_written(hover, words[key])}


def _is_written(hover: str, words: Sequence[str]) -> bool:
    """Whether the words in the picture have the name of the hover text, and no name that is cut short only there."""
    whole = any(word in hover for word in words if word and not word.isdigit())
    return whole and all(ELLIPSIS not in word or word in hover for word in words)


def _drop_hovers(root: Element, kept: set[str]) -> None:
    for group in [one for one in root.iter("g") if one.get("data-k", "") not in kept]:
        for hover in group.findall("title"):
            group.remove(hover)

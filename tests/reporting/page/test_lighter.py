"""Charts in fewer bytes: what is gathered is drawn where it was, in the look it had."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from siting.reporting.page.drawing import written
from siting.reporting.page.lighter import gather, lighten, stamp, stamp_markers


def gathered(inside: str) -> str:
    root = fromstring(f'<svg id="c">{inside}</svg>')
    gather(root)
    return "".join(written(one) for one in root)


def test_strokes_of_one_look_become_one_path() -> None:
    lines = '<line x1="1" y1="2" x2="1" y2="9" stroke="a"/><line y1="3" x2="5" y2="3" stroke="a"/><line x1="1" y1="1" x2="4" y2="5" stroke="b"/>'
    assert gathered(lines) == '<path d="M1 2V9M0 3H5" stroke="a"/><path d="M1 1L4 5" stroke="b"/>'


def test_rectangles_become_paths_and_neighbours_of_one_look_one() -> None:
    plain = '<rect y="1" width="4" height="2" fill="a"/><rect x="3" y="5" width="4" height="2" fill="a"/>'
    edged = '<rect y="1" width="4" height="2" fill="a" stroke="b"/>'
    assert gathered(plain) == '<path d="M0 1h4v2H0zM3 5h4v2H3z" fill="a"/>'
    assert gathered(f"{edged}{plain}") == f'<path d="M0 1h4v2H0z" fill="a" stroke="b"/>{gathered(plain)}'
    assert gathered(plain.replace("/><", "/><circle/><", 1)).count("<path") == 2
    for kept in ('<rect y="1" rx="2" fill="a"/>', '<rect y="1" fill="a" id="k"/>'):
        assert gathered(kept) == kept


def test_words_of_one_look_share_it() -> None:
    words = '<text x="1" y="2" fill="a">p</text><text x="3" y="2" fill="a">q</text>'
    assert gathered(words) == '<g fill="a"><text x="1" y="2">p</text><text x="3" y="2">q</text></g>'
    assert gathered('<text x="1" y="2">p</text><text x="3" y="2">q</text>').count("<g") == 0


def test_bars_that_stand_alone_in_their_groups_share_their_look() -> None:
    bars = "".join(f'<g data-k="{key}"><title>t</title><rect x="1" fill="a" stroke="b"/></g>' for key in "xyz")
    shown = gathered(bars)
    assert shown.startswith('<g fill="a" stroke="b"><g data-k="x"><title>t</title><path d="M1 0h0v0H1z"/></g>')
    assert gathered(bars.replace('data-k="y"', 'data-q="y"')).count('<g fill="a"') == 0


def heads(root: Element) -> list[tuple[str, float]]:
    """Each row with the height at which its marker is drawn, whatever it is pointed at."""
    drawn = {one.attrib["id"]: one for one in root.iter("g") if "id" in one.attrib}
    found = []
    for row in (one for one in root.iter("g") if one.get("data-k")):
        pointing = row.find("use")
        shift = 0.0 if pointing is None else float(pointing.get("y", "0"))
        shapes = row if pointing is None else drawn[pointing.attrib["href"][1:]]
        found.append((row.attrib["data-k"], shift + float(shapes[1].get("cy", "0"))))
    return found


def test_row_heads_are_drawn_once_at_the_height_of_each_row() -> None:
    row = '<g data-k="{0}"><rect y="{0}" width="9" pointer-events="all"/><circle cx="4" cy="{1}" r="5"/></g>'
    inside = "".join(row.format(at, at + 7.5) for at in (10, 20, 30))
    root = fromstring(f'<svg id="c"><rect/>{inside}</svg>')
    before = heads(root)
    stamp(root)
    assert heads(root) == before == [("10", 17.5), ("20", 27.5), ("30", 37.5)]
    assert written(root).count("<circle") == 1


def test_two_rows_are_not_worth_a_stamp() -> None:
    row = '<g data-k="k"><rect pointer-events="all"/><circle r="5"/></g>'
    root = fromstring(f'<svg id="c"><rect/>{row}{row}</svg>')
    before = written(root)
    stamp(root)
    assert written(root) == before


def test_markers_of_one_look_point_at_the_first() -> None:
    marker = '<g data-k="{0}"><rect x="{0}" y="2" width="4" height="4" rx="1"/></g>'
    root = fromstring(f'<svg id="c"><rect/>{"".join(marker.format(at) for at in (5, 9, 20))}</svg>')
    stamp_markers(root)
    assert [one.attrib for one in root.iter("use")] == [
        {"href": "#c-m0", "x": "4", "y": "0"},
        {"href": "#c-m0", "x": "15", "y": "0"},
    ]


def test_letters_stand_on_whole_units_and_marks_on_tenths() -> None:
    for tag, place in (("text", "13"), ("rect", "12.5")):
        element = Element(tag, {"x": "12.58"})
        lighten(element)
        assert element.get("x") == place

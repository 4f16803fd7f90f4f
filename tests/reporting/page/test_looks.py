"""Looks as classes: what a mark looks like stays, and a class is made only where it saves bytes."""

from __future__ import annotations

import re

from siting.reporting.page.looks import in_classes

MARK = '<path fill="#b35c00" d="M0 0h1v1z" stroke="#fff" stroke-width="1.5"/>'


def declared(css: str) -> dict[str, str]:
    return dict(re.findall(r"\.([A-Z]+)\{([^}]*)\}", css))


def test_often_drawn_looks_become_classes_in_the_words_of_the_attributes() -> None:
    markup, css = in_classes(MARK * 9 + '<text x="1" font-size="13">a</text>' * 9)
    assert set(declared(css).values()) == {"fill:#b35c00;stroke-width:1.5;stroke:#fff", "font-size:13px"}
    (name,) = [name for name, rule in declared(css).items() if rule.startswith("fill")]
    assert markup.count(f'<path class="{name}" d="M0 0h1v1z"/>') == 9
    assert "font-size=" not in markup


def test_the_order_of_attributes_makes_no_other_look() -> None:
    turned = '<path stroke="#fff" fill="#b35c00" d="M1 1h1v1z" stroke-width="1.5"/>'
    assert len(declared(in_classes(MARK * 5 + turned * 5)[1])) == 1


def test_what_saves_nothing_stays() -> None:
    for markup in (MARK, '<path fill="a" d="M0"/>' * 3, '<g class="k" fill="#b35c00" stroke="#fff"/>' * 40):
        assert in_classes(markup) == (markup, "")


def test_words_that_look_like_attributes_are_left_alone() -> None:
    words = "<p>path fill=&#34;#b35c00&#34; stroke=&#34;#fff&#34;</p>"
    assert in_classes(words * 40) == (words * 40, "")


def test_many_looks_have_names_of_their_own() -> None:
    many = "".join(f'<path fill="#{at:06x}" stroke="#123456" d="M0"/>' * 9 for at in range(60))
    markup, css = in_classes(many)
    assert len(declared(css)) == 60
    assert {"Z", "AA", "BH"} <= set(declared(css))
    assert "fill=" not in markup

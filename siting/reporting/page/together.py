"""What a section says in one language and in another, as one: what is equal stands once, the rest in every language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from markupsafe import Markup, escape

from siting.language import Text
from siting.reporting.page.figure import Figure, bdi, in_page
from siting.reporting.page.view import View


def shared_data(data: Callable[[View], Any]) -> Callable[[Sequence[View]], Any]:
    """What a section's template gets, from the same function for a single language."""

    def in_all(views: Sequence[View]) -> Any:
        return together({view.lang: data(view) for view in views})

    return in_all


def together(versions: Mapping[str, Any]) -> Any:
    """One value of a value per language; records and tuples are taken apart, so they must be built alike."""
    first, *others = versions.values()
    if all(_same(first, other) for other in others):
        return first
    if isinstance(first, tuple):
        return tuple(together(dict(zip(versions, each, strict=True))) for each in zip(*versions.values(), strict=True))
    if is_dataclass(first) and not isinstance(first, type | Text | Figure):
        names = [field.name for field in fields(first)]
        return type(first)(**{name: together({k: getattr(v, name) for k, v in versions.items()}) for name in names})
    if isinstance(first, Figure) and all(isinstance(one, Figure) and one.raw == first.raw for one in others):
        return Figure(first.raw, in_every({lang: one.shown for lang, one in versions.items()}))
    return in_every({lang: bdi(one) if isinstance(one, str) else in_page(one, lang) for lang, one in versions.items()})


def in_every(versions: Mapping[str, object]) -> Markup:
    """Words of every language side by side, the page showing one of them; once where they are the same.

    ``i`` is HTML's element for words of another language (HTML 4.5.16), and the shortest: a page has a thousand pairs.
    """
    said = {lang: escape(words) for lang, words in versions.items()}
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return Markup("").join(Markup('<i lang="{}">{}</i>').format(*version) for version in said.items())


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other

"""Messages: looked up by their English wording, filled with their values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from siting.resources import share

LANGUAGES = ("ja", "en")


@cache
def _catalogue(lang: str) -> dict[str, str]:
    if lang == "en":
        return {}
    from babel.messages.pofile import read_po

    with share("reports").joinpath("locale", f"{lang}.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


def translate(wording: str, lang: str) -> str:
    """``wording`` in ``lang``; the English wording itself where the catalogue has none."""
    return _catalogue(lang).get(wording, wording)


@dataclass(frozen=True)
class Text:
    """A message and its values. ``wording`` is the English text and the key of the catalogue."""

    wording: str
    values: tuple[tuple[str, Any], ...] = ()
    plain: bool = False

    def say(self, lang: str) -> str:
        """The message in ``lang``."""
        if self.plain:
            by_language = dict(self.values)
            return str(by_language.get(lang) or self.wording)
        filled = {name: _said(value, lang) for name, value in self.values}
        wording = translate(self.wording, lang)
        return wording.format(**filled) if filled else wording

    def as_json(self) -> dict[str, Any]:
        """The message as plain data."""
        values = {k: v.as_json() if isinstance(v, Text) else v for k, v in self.values}
        return {
            "text": self.wording,
            **({"values": values} if values else {}),
            **({"plain": True} if self.plain else {}),
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> Text:
        """The message that ``as_json`` wrote."""
        values = {k: Text.from_json(v) if isinstance(v, dict) else v for k, v in data.get("values", {}).items()}
        return Text(data["text"], tuple(values.items()), bool(data.get("plain", False)))


def text(wording: str, **values: Any) -> Text:
    """A message of the catalogue with its values; values may be messages themselves."""
    return Text(wording, tuple(values.items()))


def verbatim(wording: str, **by_language: str | None) -> Text:
    """A user's own words, with a version per language where one was given; never translated."""
    given = tuple((lang, words) for lang, words in by_language.items() if words)
    return Text(wording, given, plain=True)


def join(parts: Iterable[Text], lang: str, between: str = " ") -> str:
    """Several messages in one string."""
    return between.join(part.say(lang) for part in parts)


def parts(message: Text) -> list[Text]:
    """The messages that were put in a row as ``{one}; {other}``, each by itself."""
    if message.plain or message.wording != "{one}; {other}":
        return [message]
    return [part for _, value in message.values for part in parts(value)]


def _said(value: Any, lang: str) -> Any:
    return value.say(lang) if isinstance(value, Text) else value

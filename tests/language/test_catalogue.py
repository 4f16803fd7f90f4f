"""One catalogue: nothing untranslated, nothing stale, the same placeholders on both sides."""

from __future__ import annotations

import string

import pytest
from babel.messages.pofile import read_po

from siting.language import Text, text, translate, verbatim
from siting.resources import share
from tests.language.wordings import all_wordings

PO = share("reports") / "locale" / "ja.po"


def entries() -> dict[str, str]:
    with PO.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale="ja") if one.id}


def test_no_wording_is_untranslated() -> None:
    known = entries()
    assert {wording: place for wording, place in all_wordings().items() if not known.get(wording)} == {}


def test_no_translation_is_stale() -> None:
    assert set(entries()) - set(all_wordings()) == set()


def test_no_entry_stands_twice() -> None:
    ids = [
        line for line in PO.read_text(encoding="utf-8").splitlines() if line.startswith("msgid ") and line != 'msgid ""'
    ]
    assert len(ids) == len(set(ids))


def fields(words: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_placeholders_are_the_same_in_both_languages() -> None:
    different = {}
    for wording, translation in entries().items():
        if "{" in wording and fields(wording) != fields(translation):
            different[wording] = translation
    assert different == {}


def test_messages_nest_and_travel_as_json() -> None:
    message = text("not evaluated: {reason}", reason=verbatim("浸水", en="flood"))
    assert message.say("en") == "not evaluated: flood"
    assert Text.from_json(message.as_json()) == message
    assert "浸水" in message.say("ja")


def test_braces_in_values_stay_as_they_are() -> None:
    assert text("{name} is missing", name="{x} %s").say("en") == "{x} %s is missing"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_unknown_wording_is_said_in_english(lang: str) -> None:
    assert translate("no such wording", lang) == "no such wording"

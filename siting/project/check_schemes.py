"""The price cases that schemes are studied under must exist, and must not be of kind ppa.

Reads what the user wrote, as a fault elsewhere in project.toml must not hide these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from siting.errors import Problem
from siting.language import Text, text
from siting.project.cases import named_kinds
from siting.project.procurement import PPA
from siting.project.toml import WrittenConfig, config_problem


def check_schemes(written: WrittenConfig) -> Iterator[Problem]:
    """Schemes studied under price cases that there are not, or in which the city pays a company already."""
    kinds, schemes = _kinds(written.data.get("cases")), written.data.get("schemes")
    only_ppa = bool(kinds) and set(kinds.values()) == {PPA}
    for name, scheme in schemes.items() if isinstance(schemes, dict) else ():
        named = scheme.get("cases") if isinstance(scheme, dict) else None
        if only_ppa and not named:
            yield config_problem(f"schemes.{name}", name, _other_kind(), written.lines)
        for at, case in enumerate(named if isinstance(named, list) else ()):
            fault = _fault(case, kinds) if isinstance(case, str) else None
            if fault is not None:
                yield config_problem(f"schemes.{name}.cases.{at}", case, fault, written.lines)


def _kinds(cases: Any) -> Mapping[str, object]:
    """The kind of every price case as written."""
    found = named_kinds(cases)
    known = found.items() if isinstance(found, dict) else ()
    return {name: case.get("kind") if isinstance(case, dict) else None for name, case in known}


def _fault(case: str, kinds: Mapping[str, object]) -> Text | None:
    if case not in kinds:
        return text("unknown name; expected one of {words}", words=", ".join(sorted(kinds)))
    return _other_kind() if kinds[case] == PPA else None


def _other_kind() -> Text:
    return text(
        "expected a price case of another kind than ppa, whose price is what the city pays; "
        "onsite_ppa needs a case that says what the power saves, such as tariff or surplus"
    )

"""Photovoltaic modules by name: the shipped table ``modules``, or the CEC table that pvlib ships."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import Any

from siting.errors import UnknownName
from siting.language import text
from siting.project.sunlight.files import Module
from siting.resources import share
from siting.shipped import read_shipped

TABLE = "modules"
CEC = "cec:"
_SUGGESTED = 3
_START = 4  # characters: names of one maker begin alike, and comparing with all 20,000 would take seconds


def find_module(name: str) -> Module:
    """The module of that id, or of ``cec:NAME``; raises ``UnknownName`` with the names that come near."""
    if name.casefold().startswith(CEC):
        return _of_cec(name[len(CEC) :].strip())
    modules = shipped_modules()
    if name in modules:
        return modules[name]
    folded = {one.casefold(): one for one in modules}
    near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if near:
        raise UnknownName(text("no such module; did you mean {name}?", name=folded[near[0]]))
    listed = ", ".join(modules)
    raise UnknownName(text("no such module; there are {names}, and cec:NAME of pvlib's CEC table", names=listed))


@cache
def shipped_modules() -> dict[str, Module]:
    """The modules of the shipped table by id."""
    return {row["module_id"]: _module(row) for row in read_shipped(share("data"), TABLE)}


def _module(row: dict[str, str]) -> Module:
    return Module(
        row["module_id"],
        row["name"],
        float(row["power_w"]),
        float(row["length_m"]),
        float(row["width_m"]),
        float(row["mass_kg"] or "nan"),
        float(row["power_per_k"]),
        f"{row['source']} ({row['as_of']})",
    )


def _of_cec(name: str) -> Module:
    import pvlib

    table, names = _cec()
    wanted = names.get(_folded(name))
    if wanted is None:
        near = _near(_folded(name), names)
        if near:
            raise UnknownName(text("the CEC table has no such module; did you mean {name}?", name=", ".join(near)))
        raise UnknownName(text("the CEC table has no such module, and none of a similar name"))
    row = table[wanted]
    length, width = sorted((float(row["Length"]), float(row["Width"])), reverse=True)
    if not (length > 0 and width > 0):
        raise UnknownName(text("the CEC table does not say how large {name} is: choose another module", name=wanted))
    # The table gives the change of power in percent, and no mass.
    source = f"CEC module table, {row['Version']}, {row['Date']} (pvlib {pvlib.__version__})"
    return Module(
        CEC + wanted,
        wanted.replace("_", " "),
        float(row["STC"]),
        length,
        width,
        float("nan"),
        float(row["gamma_r"]) / 100,
        source,
    )


@cache
def _cec() -> tuple[Any, dict[str, str]]:
    """The CEC table, a column per module, and its names by their letters and digits."""
    from pvlib.pvsystem import retrieve_sam

    table = retrieve_sam("cecmod")
    return table, {_folded(one): one for one in table.columns}


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _near(wanted: str, names: dict[str, str]) -> list[str]:
    within = [names[one] for one in names if wanted and wanted in one]
    alike = [one for one in names if one[:_START] == wanted[:_START]]
    close = [names[one] for one in difflib.get_close_matches(wanted, alike, n=_SUGGESTED, cutoff=0.6)]
    return list(dict.fromkeys([*within[:_SUGGESTED], *close]))[:_SUGGESTED]

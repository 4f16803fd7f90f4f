"""The head each drop offers, from whichever form its user stated it in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from siting.hydro.records import Bypass
from siting.language import Text, text
from siting.project.head_forms import HeadForm, head_forms, usable_head_m


def heads_of(drops: pd.DataFrame) -> pd.DataFrame:
    """By drop ``head_m``, ``head_form``, ``bypass``, ``keeps_pressure`` and ``notes``, index kept.

    ``head_m`` is the usable head before pipe losses, the required head taken off [m]; NaN where the drop states none,
    or states a throttled valve without a flow. ``head_form`` is a word of ``HeadForm``, ``bypass`` one of ``Bypass``;
    where nobody knows of a bypass, the pipe carries the whole flow. ``keeps_pressure``: the water must leave the
    machine under pressure, because something downstream asks for it or the machine stands in a throttled valve's
    place. ``notes`` are messages of what a person must settle.
    """
    forms = head_forms(drops)
    head = usable_head_m(drops)
    own_line = (drops["bypass"] == Bypass.OWN_LINE.value).to_numpy(dtype=bool)
    under_pressure = (drops["required_head_m"] > 0) | (drops["down_pressure_m"] > 0) | (forms == HeadForm.VALVE.value)
    notes = pd.Series(index=drops.index, dtype=object)
    notes[:] = list(_notes(drops, forms, head))
    return pd.DataFrame(
        {
            "head_m": head,
            "head_form": forms,
            "bypass": pd.Series(np.where(own_line, Bypass.OWN_LINE, Bypass.AROUND), index=drops.index, dtype=object),
            "keeps_pressure": under_pressure.to_numpy(dtype=bool),
            "notes": notes,
        },
        index=drops.index,
    )


def _notes(drops: pd.DataFrame, forms: pd.Series, head_m: np.ndarray) -> Iterator[tuple[Text, ...]]:
    without_datum = (forms == HeadForm.LEVELS.value) & drops["datum"].isna()
    without_flow = (forms == HeadForm.VALVE.value) & np.isnan(head_m)
    datum = text("the levels are given without a datum (T.P., O.P., A.P.): confirm that both count from the same")
    flow = text("the head of the throttled valve hangs on the flow, which drops does not state")
    for no_datum, no_flow in zip(without_datum, without_flow, strict=True):
        yield (*((datum,) if no_datum else ()), *((flow,) if no_flow else ()))

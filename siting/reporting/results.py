"""All results of one run as one record, and its JSON: ``rank``, ``report`` and ``explain`` work from it alone."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from siting.errors import UnknownName
from siting.language import Text, text
from siting.project.emissions import EmissionFactor
from siting.project.machines.model import Machine
from siting.project.model import Config
from siting.reporting.folder import sha256, written_hash
from siting.version import RESULTS_SCHEMA, VERSION


@dataclass(frozen=True)
class InputTable:
    """A table as it was read: its values, its file, and where each row and column stands in it.

    ``sidecars`` are the other files of a Shapefile with their hashes.
    """

    file: str
    sha256: str
    sheet: str
    frame: pd.DataFrame
    rows: tuple[int, ...]
    letters: Mapping[str, str]
    sidecars: Mapping[str, str] = field(default_factory=dict)

    def place(self, row: int, column: str) -> str:
        """``plots.csv:4`` or ``plots.xlsx:候補地!F4``: where a user finds the cell."""
        cell = f"{self.letters.get(column, '')}{self.rows[row]}"
        return f"{self.file}:{self.sheet}!{cell}" if self.sheet else f"{self.file}:{cell}"


@dataclass(frozen=True)
class Results:
    """What one run found, with its resolved input and where every figure comes from.

    ``flows`` are the cash flows of the leading options: option, case, scheme, party, item, and the yen of years 0..T in
    ``y0``, ``y1``, ... ``schemes``, ``bridges`` (value for money step by step) and ``accounts`` of the city are by option,
    case and scheme; ``judgement`` and ``recommendations`` are the comparisons of options and of schemes in long form.
    ``files`` are the hashes of input files beside the tables. ``turbines`` (drop x machine), ``reasons``,
    ``durations`` and ``shapes`` are empty where no drop asks for them. ``layouts`` (a row per designed option), ``losses``,
    ``glare`` and ``outlines`` (rings in local metres) are empty where no plot is designed in detail.
    """

    lang: str
    config: Config
    config_sha256: str
    config_lines: Mapping[str, int]
    tables: Mapping[str, InputTable]
    factor: EmissionFactor | None
    options: pd.DataFrame
    flows: pd.DataFrame
    schemes: pd.DataFrame
    bridges: pd.DataFrame
    accounts: pd.DataFrame
    judgement: pd.DataFrame
    recommendations: pd.DataFrame
    ranking: pd.DataFrame
    published: pd.DataFrame
    open_points: pd.DataFrame
    turbines: pd.DataFrame
    reasons: pd.DataFrame
    durations: pd.DataFrame
    shapes: pd.DataFrame
    layouts: pd.DataFrame
    losses: pd.DataFrame
    glare: pd.DataFrame
    outlines: pd.DataFrame
    machines: Mapping[str, Machine]
    files: Mapping[str, str]
    summary: Mapping[str, Any]
    siting_version: str = VERSION

    @property
    def cases(self) -> list[str]:
        """The names of the price cases."""
        return list(self.config.cases)


FRAMES = (
    "options",
    "flows",
    "schemes",
    "bridges",
    "accounts",
    "judgement",
    "recommendations",
    "ranking",
    "published",
    "open_points",
    "turbines",
    "reasons",
    "durations",
    "shapes",
    "layouts",
    "losses",
    "glare",
    "outlines",
)


def to_json(results: Results) -> str:
    """The results as JSON text; the same results give the same text."""
    factor = results.factor
    data = {
        "schema": RESULTS_SCHEMA,
        "siting_version": results.siting_version,
        "lang": results.lang,
        "summary": _plain(results.summary),
        "config": results.config.model_dump(mode="json"),
        "config_sha256": results.config_sha256,
        "config_lines": dict(results.config_lines),
        "emission_factor": None
        if factor is None
        else {"kg_per_kwh": factor.kg_per_kwh, "row": factor.row, "source": factor.source},
        **{name: frame_to_json(getattr(results, name)) for name in FRAMES},
        "files": dict(results.files),
        "machines": {name: machine.model_dump(mode="json") for name, machine in results.machines.items()},
        "tables": {name: _table_to_json(table) for name, table in results.tables.items()},
    }
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def from_json(written: str) -> Results:
    """The results that ``to_json`` wrote."""
    data = json.loads(written)
    if not isinstance(data, dict) or data.get("schema") != RESULTS_SCHEMA:
        found = str(data.get("schema")) if isinstance(data, dict) else "-"
        raise UnknownName(
            text(
                "results.json has schema {found}; this siting reads {expected}",
                found=found,
                expected=RESULTS_SCHEMA,
            )
        )
    factor = data["emission_factor"]
    return Results(
        lang=data["lang"],
        config=Config.model_validate(data["config"]),
        config_sha256=data["config_sha256"],
        config_lines=data["config_lines"],
        tables={name: _table_from_json(table) for name, table in data["tables"].items()},
        factor=None if factor is None else EmissionFactor(**factor),
        **{name: frame_from_json(data[name]) for name in FRAMES},
        files=data["files"],
        machines={name: Machine.model_validate(one) for name, one in data["machines"].items()},
        summary=data["summary"],
        siting_version=data["siting_version"],
    )


def load_results(out: Path) -> Results:
    """The results in an output folder; raises ``UnknownName`` where there are none."""
    path = out if out.name == "results.json" else out / "results.json"
    try:
        content = path.read_bytes()
        written = written_hash(path.parent, path.name)
        if written not in (None, sha256(content)):
            raise UnknownName(
                text("results.json in {out} was edited after the run; run siting again", out=str(path.parent))
            )
        return from_json(content.decode("utf-8"))
    except FileNotFoundError:
        raise UnknownName(
            text("{out} holds no results.json; is it a folder that siting run wrote?", out=str(out))
        ) from None
    except UnknownName:
        raise
    except Exception:  # whatever an edited file makes of itself, it is no fault of siting
        raise UnknownName(
            text("results.json in {out} cannot be read: it is damaged or was edited", out=str(out))
        ) from None


def frame_to_json(frame: pd.DataFrame) -> dict[str, Any]:
    """A frame as columns of plain values; messages keep their parts so that they can be said in any language."""
    return {str(name): {"kind": _kind(frame[name]), "values": _values(frame[name])} for name in frame.columns}


def _kind(column: pd.Series) -> str:
    return {"f": "float", "i": "int", "b": "bool"}.get(column.dtype.kind, "object")


def _values(column: pd.Series) -> list[Any]:
    if column.dtype.kind == "f":
        numbers = column.to_numpy(dtype=float)
        plain = numbers.astype(object)
        plain[~np.isfinite(numbers)] = None
        return list(plain)
    return [_plain(value) for value in column.tolist()]


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"text_": value.as_json()}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def frame_from_json(data: dict[str, Any]) -> pd.DataFrame:
    """The frame that ``frame_to_json`` wrote."""
    types = {"float": np.float64, "int": np.int64, "bool": np.bool_}
    columns = {}
    for name, column in data.items():
        if column["kind"] in types:
            columns[name] = pd.Series(np.array(column["values"], dtype=types[column["kind"]]))
        else:
            columns[name] = pd.Series([_restored(value) for value in column["values"]], dtype=object)
    return pd.DataFrame(columns)


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return [_restored(one) for one in value]
    return Text.from_json(value["text_"]) if isinstance(value, dict) and "text_" in value else value


def _table_to_json(table: InputTable) -> dict[str, Any]:
    return {
        "file": table.file,
        "sha256": table.sha256,
        "sheet": table.sheet,
        "rows": list(table.rows),
        "letters": dict(table.letters),
        "sidecars": dict(table.sidecars),
        "columns": frame_to_json(table.frame),
    }


def _table_from_json(data: dict[str, Any]) -> InputTable:
    return InputTable(
        file=data["file"], sha256=data["sha256"], sheet=data["sheet"], frame=frame_from_json(data["columns"]),
        rows=tuple(data["rows"]), letters=data["letters"], sidecars=data["sidecars"],
    )  # fmt: skip

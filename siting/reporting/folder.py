"""The output folder: whole or absent, and never over a person's work."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from siting.errors import OutputRefused
from siting.language import text

RUN_FILE = "run.json"
_SEAL = "sha256_of_this_record"


def sha256(content: bytes) -> str:
    """The hash under which a file is remembered."""
    return hashlib.sha256(content).hexdigest()


def sha256_of_file(path: Path) -> str:
    """The hash of a file, however large."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_replaceable(out: Path, force: bool = False) -> None:
    """Raises ``OutputRefused`` unless ``out`` is absent, empty, or holds only what siting wrote, unchanged."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputRefused(text("{out} is not a folder; name another with -o", out=str(out)))
    here = Path.cwd().resolve()
    if out.resolve() == here or out.resolve() in here.parents:
        raise OutputRefused(
            text("{out} is the folder you work in, or one around it; name another with -o", out=str(out))
        )
    if force or not out.exists():
        return
    found = {path.name: path for path in out.iterdir()}
    if not found:
        return
    written = _written_files(out)
    if written is None:
        raise OutputRefused(
            text(
                "{out} holds files that siting did not write; name another folder with -o, or use --force",
                out=str(out),
            )
        )
    for name, path in sorted(found.items()):
        if name == RUN_FILE:
            continue
        if name not in written or not path.is_file():
            raise OutputRefused(
                text(
                    "{name} in {out} is not from siting; move it away, name another folder with -o, or use --force",
                    name=name,
                    out=str(out),
                )
            )
        if sha256_of_file(path) != written[name]:
            raise OutputRefused(
                text(
                    "{name} in {out} was edited; save it elsewhere, name another folder with -o, or use --force",
                    name=name,
                    out=str(out),
                )
            )


def _record(out: Path) -> dict[str, Any] | None:
    """The record of the run that made ``out``; None if its run.json is absent, foreign or edited."""
    try:
        record = json.loads((out / RUN_FILE).read_text(encoding="utf-8"))
        sealed = record.pop(_SEAL)
        genuine = sealed == sha256(_record_bytes(record)) and isinstance(record["outputs"], dict)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if genuine else None


def _written_files(out: Path) -> Mapping[str, str] | None:
    record = _record(out)
    return None if record is None else record["outputs"]


def written_hash(out: Path, name: str) -> str | None:
    """The hash of a file as the run wrote it; None where no genuine run.json tells."""
    return (_written_files(out) or {}).get(name)


def _record_bytes(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _sealed(record: Mapping[str, Any]) -> bytes:
    return _record_bytes({**record, _SEAL: sha256(_record_bytes(record))})


def write_folder(out: Path, files: Mapping[str, bytes | Path], record: Mapping[str, Any], force: bool = False) -> None:
    """Puts ``files`` and run.json into ``out``, replacing what siting wrote there before.

    A content may be a path beside ``out``: a file too large for memory, which is moved. Everything is written aside
    and renamed, so that a crash leaves the old folder or none.
    """
    check_replaceable(out, force)
    for name in files:
        if (out / name).is_dir():
            raise OutputRefused(text("{name} in {out} is a folder; move it away", name=name, out=str(out)))
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = out.with_name(f".{out.name}.{os.getpid()}.new")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir()
        for name, content in files.items():
            if isinstance(content, Path):
                content.rename(aside / name)
            else:
                (aside / name).write_bytes(content)
        full = {**record, "outputs": {name: sha256_of_file(aside / name) for name in files}}
        (aside / RUN_FILE).write_bytes(_sealed(full))
        _swap(aside, out, set(files) | {RUN_FILE})
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _swap(new: Path, out: Path, ours: set[str]) -> None:
    if not out.exists():
        new.rename(out)
        return
    old = out.with_name(f".{out.name}.{os.getpid()}.old")
    written = set(_written_files(out) or ())
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
    # With --force a person's own files stay; only what siting writes is replaced.
    for path in old.iterdir():
        if path.name not in ours | written:
            path.rename(out / path.name)
    shutil.rmtree(old, ignore_errors=True)


def write_into(out: Path, name: str, content: bytes, force: bool = False) -> None:
    """Puts one file into an output folder and remembers it; raises ``OutputRefused`` over a file somebody edited."""
    record, target = _record(out), out / name
    known = record["outputs"].get(name) if record else None
    if target.exists() and not force and sha256(target.read_bytes()) not in (known, sha256(content)):
        raise OutputRefused(
            text(
                "{name} in {out} was edited; save it elsewhere, name another file with -o, or use --force",
                name=name,
                out=str(out),
            )
        )
    replace_file(target, content)
    if record:
        record["outputs"][name] = sha256(content)
        replace_file(out / RUN_FILE, _sealed(record))


def replace_file(target: Path, content: bytes) -> None:
    """Writes a file aside and renames it, so that it is whole or as it was."""
    aside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        aside.write_bytes(content)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)

"""A Shapefile is several files: which are missing, and in what encoding its texts are.

GDAL recodes texts without complaint when the encoding is wrong, and cuts UTF-8 field names within a character.
So its texts are read as Latin-1, which is to say byte by byte, and decoded here.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection
from pathlib import Path

from siting.errors import Problem
from siting.language import text
from siting.project.readers.encodings import has_undefined, is_known, python_codec
from siting.project.readers.files import sha256_of, whole_file
from siting.project.readers.raw import TableSource

_COMPANIONS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED = (".shx", ".dbf")
_SHORTEST_CUT = 10  # bytes, the longest field name


def companions(path: Path) -> dict[str, Path]:
    """The files of the same Shapefile by their ending in lower case, ``path`` among them."""
    beside = path.parent.iterdir()
    return {p.suffix.lower(): p for p in sorted(beside) if p.stem == path.stem and p.suffix.lower() in _COMPANIONS}


def missing_companions(source: TableSource) -> list[Problem]:
    """A problem for each file without which a .shp cannot be read."""
    if source.path.suffix.lower() != ".shp":
        return []
    there = companions(source.path)
    return [
        whole_file(
            source.name,
            text("{missing} is missing: a Shapefile needs its .shp, .shx, .dbf and .prj together", missing=name),
        )
        for suffix in _NEEDED
        if suffix not in there
        for name in [source.path.with_suffix(suffix).name]
    ]


def companion_hashes(path: Path) -> dict[str, str]:
    """The SHA-256 of each file of the Shapefile but ``path`` itself, by file name."""
    return {one.name: sha256_of(one) for one in companions(path).values() if one.name != path.name}


def label(source: TableSource) -> str | None:
    """The encoding the user states or else the .cpg names, if it is one that Python knows."""
    cpg = companions(source.path).get(".cpg")
    labelled = cpg.read_text("ascii", errors="replace").strip() if cpg and not source.encoding else None
    return labelled if labelled and is_known(labelled) else source.encoding


def recoded(texts: Collection[str], encoding: str | None) -> dict[str, str] | None:
    """``texts``, read as Latin-1, in their true encoding: the one given, else UTF-8 or CP932, whichever fits all."""
    for candidate in (encoding,) if encoding else ("utf-8", "cp932"):
        try:
            return {one: _decoded(one.encode("latin-1"), python_codec(candidate)) for one in texts}
        except (UnicodeError, LookupError, ValueError):
            continue
    return None


def _decoded(written: bytes, codec: str) -> str:
    """Field names and long cells are cut to a number of bytes, which may leave half a character at the end."""
    may_be_cut = len(written) >= _SHORTEST_CUT
    decoded = codecs.getincrementaldecoder(codec)().decode(written, final=not may_be_cut)
    if codec == "cp932" and has_undefined(decoded):
        raise UnicodeError("not CP932")
    return decoded

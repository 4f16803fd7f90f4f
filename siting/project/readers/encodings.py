"""Bytes to text: UTF-8 or CP932 as Japanese offices write them, never a guess that silently garbles.

UTF-8 is told by line, since UTF-8 text decodes as CP932 more often than not (as nonsense such as ``縺``) and
half-width katakana of CP932 may be valid UTF-8 by accident (``ﾂｲ`` is also a superscript two).
"""

from __future__ import annotations

import codecs
import re

from siting.errors import Problem
from siting.language import Text, text
from siting.project.readers.files import whole_file

# Windows and Excel write CP932 whatever the name; strict Shift_JIS lacks characters such as ① and 髙. Python knows
# cp932, but not all of these.
_CP932_NAMES = frozenset(
    {"shift_jis", "shiftjis", "sjis", "s-jis", "s_jis", "ms932", "windows-31j", "932", "cp943", "x-sjis"}
)
_UTF8_NAMES = frozenset({"utf-8", "utf8", "utf_8", "65001", "utf-8-sig"})
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Kana, kanji and full-width forms as UTF-8 bytes: a quick filter before a line is decoded.
_JAPANESE_UTF8 = re.compile(rb"\xe3[\x80-\x83][\x80-\xbf]|[\xe4-\xe9][\x80-\xbf]{2}|\xef[\xbc-\xbe][\x80-\xbf]")
_BEYOND_TWO_BYTES = re.compile("[\u0800-\U0010ffff]")
_A_HALF_WIDTH_KATAKANA = re.compile("[\uff61-\uff9f]")
_HALF_WIDTH_KATAKANA = re.compile("[\x00-\x7f\uff61-\uff9f]*")
# The characters of two UTF-8 bytes that a Japanese table holds on purpose: units, signs, Greek letters.
_SIGNS = re.compile("[\x00-\x7f\xa0-\xbf\xd7\xf7\u0391-\u03c9]*")
_UNDEFINED_IN_CP932 = re.compile("[\x80\uf8f1-\uf8f3]")
_SHOWN_LINES = 3


def python_codec(name: str) -> str:
    """The Python codec for an encoding as a user or a .cpg file names it."""
    plain = name.strip().casefold()
    if plain in _CP932_NAMES:
        return "cp932"
    return "utf-8-sig" if plain in _UTF8_NAMES else plain


def has_undefined(decoded: str) -> bool:
    """Whether text decoded from CP932 holds what Python makes of bytes that Windows does not define."""
    return _UNDEFINED_IN_CP932.search(decoded) is not None


def is_known(encoding: str) -> bool:
    """Whether the encoding can be decoded at all."""
    try:
        return b"a".decode(python_codec(encoding)) is not None
    except UnicodeError:
        return True
    except (LookupError, ValueError):
        return False


def unknown_encoding(encoding: str) -> Text:
    """What is said of an encoding that does not exist."""
    return text("unknown encoding {encoding}: write utf-8 or cp932", encoding=encoding)


def decode(content: bytes, stated: str | None, file: str) -> tuple[str | None, list[Problem]]:
    """The text of a file, in the stated encoding or else in UTF-8 or CP932; None and the problems if neither fits."""
    if stated and not is_known(stated):
        return None, [whole_file(file, unknown_encoding(stated))]
    if stated and python_codec(stated).startswith(("utf-16", "utf_16", "utf-32", "utf_32")):
        return _decode_stated(content, stated, file)
    if refused := _not_text(content, file):
        return None, [refused]
    return _decode_stated(content, stated, file) if stated else _detect(content, file)


def _decode_stated(content: bytes, stated: str, file: str) -> tuple[str | None, list[Problem]]:
    try:
        return content.decode(python_codec(stated)), []
    except UnicodeDecodeError as error:
        expected = text(
            "a character here is not in {encoding}: correct encoding, or save as CSV UTF-8", encoding=stated
        )
        return None, [Problem(file, str(_line_of(content, error.start)), "", None, expected)]
    except (UnicodeError, LookupError, ValueError):
        expected = text("the file is not in {encoding}: correct encoding, or save as CSV UTF-8", encoding=stated)
        return None, [whole_file(file, expected)]


def _not_text(content: bytes, file: str) -> Problem | None:
    if content.startswith(_ZIP):
        return whole_file(file, text("this is a workbook, not CSV: give it the ending .xlsx"))
    if content.startswith(_OLE):
        return whole_file(file, text("this is an old or protected Excel workbook, not CSV: save it as .xlsx or .csv"))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return whole_file(file, text("the file is in UTF-16: save it as CSV UTF-8"))
    if b"\x1b$" in content:
        return whole_file(file, text("the file is in ISO-2022-JP (JIS): save it as CSV UTF-8"))
    if b"\x00" in content:
        line = str(_line_of(content, content.index(b"\x00")))
        wording = text("a NUL character stands here, so the file is in UTF-16 or damaged: save it as CSV UTF-8")
        return Problem(file, line, "", None, wording)
    return None


def _detect(content: bytes, file: str) -> tuple[str | None, list[Problem]]:
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _not_utf8(content, file)
    half_width = None if content.startswith(codecs.BOM_UTF8) else _accidental_utf8(content, decoded)
    return half_width or decoded, []


def _accidental_utf8(content: bytes, decoded: str) -> str | None:
    """The CP932 text if the file is valid UTF-8 only because half-width katakana happen to be."""
    if decoded.isascii() or _BEYOND_TWO_BYTES.search(decoded) or _SIGNS.fullmatch(decoded):
        return None
    other = content.decode("cp932", errors="replace")
    return other if _HALF_WIDTH_KATAKANA.fullmatch(other) else None


def _not_utf8(content: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """CP932, a mixture of both encodings, or neither."""
    lines = content.splitlines()
    utf8 = _surely_utf8(content, lines)
    if not utf8 and (decoded := _as_cp932(content)) is not None:
        return decoded, []
    others = [at for at, line in enumerate(lines, 1) if not line.isascii() and _decoded(line, "utf-8") is None]
    for at in others:
        if _as_cp932(lines[at - 1]) is None:
            expected = text("a character here is neither UTF-8 nor CP932 (Shift_JIS): type it again, or state encoding")
            return None, [Problem(file, str(at), "", None, expected)]
    return None, [_mixed(file, utf8, others)]


def _surely_utf8(content: bytes, lines: list[bytes]) -> list[int]:
    """The numbers of the lines that hold Japanese characters in UTF-8; the byte order mark makes line 1 one."""
    marked = {1} if content.startswith(codecs.BOM_UTF8) else set()
    if not _JAPANESE_UTF8.search(content):
        return sorted(marked)
    return sorted(marked | {at for at, line in enumerate(lines, 1) if _is_surely_utf8(line)})


def _is_surely_utf8(line: bytes) -> bool:
    """One character alone may be chance (CP932 ``縺①`` is UTF-8 ``ぇ@``), unless it makes poor CP932."""
    japanese = len(_JAPANESE_UTF8.findall(line))
    if not japanese or _decoded(line, "utf-8") is None:
        return False
    other = _as_cp932(line)
    return japanese > 1 or other is None or _A_HALF_WIDTH_KATAKANA.search(other) is not None


def _mixed(file: str, utf8: list[int], others: list[int]) -> Problem:
    expected = text(
        "two encodings in one file: UTF-8 in lines {utf8}, CP932 (Shift_JIS) in lines {cp932}; save all of it as CSV UTF-8",
        utf8=_first(utf8),
        cp932=_first(others),
    )
    return Problem(file, str(others[0]) if others else "", "", None, expected)


def _first(lines: list[int]) -> str:
    return ", ".join(map(str, lines[:_SHOWN_LINES])) + (", ..." if len(lines) > _SHOWN_LINES else "")


def _as_cp932(content: bytes) -> str | None:
    decoded = _decoded(content, "cp932")
    return None if decoded is None or has_undefined(decoded) else decoded


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _line_of(content: bytes, position: int) -> int:
    before = content[:position]
    return before.count(b"\n") + 1 if b"\n" in content else before.count(b"\r") + 1

"""The looks of cells as SpreadsheetML styles (ECMA-376 part 1, section 18.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from siting.reporting.workbook.cells import GENERAL, TEXT, Role, Style
from siting.reporting.workbook.sheet_xml import HEADER, NAMESPACE

# Windows and Macs with Japanese Excel have it; elsewhere the family says what to fall back to.
FONT = "游ゴシック"
FIRST_OWN_FORMAT = 164


@dataclass(frozen=True)
class Look:
    """How a role looks: places of its font, fill and border in the lists below, and its alignment."""

    font: int = 0
    fill: int = 0
    border: int = 1
    align: str = 'vertical="center"'


FONTS = (
    ('<sz val="10"/><color rgb="FF1F2933"/>'),
    ('<b/><sz val="10"/><color rgb="FF1F2933"/>'),
    ('<b/><sz val="15"/><color rgb="FF1F3A5F"/>'),
    ('<sz val="9"/><color rgb="FF5B6770"/>'),
    ('<sz val="10"/><color rgb="FF1F4E9E"/>'),
    ('<u/><sz val="10"/><color rgb="FF1F4E9E"/>'),
)
# The first two fills are fixed by the format.
FILLS = ("", "", "FFFFF8DC", "FFDDE6EE", "FFEEF2F5")
LOOKS: Mapping[Role, Look] = {
    Role.PLAIN: Look(),
    Role.WRAPPED: Look(align='vertical="center" wrapText="1"'),
    Role.INPUT: Look(font=4, fill=2),
    Role.FORMULA: Look(),
    Role.MARK: Look(align='horizontal="center" vertical="center"'),
    Role.HEADING: Look(font=1, fill=3, align='horizontal="center" vertical="center" wrapText="1"'),
    Role.UNIT: Look(font=3, fill=4, align='horizontal="center" vertical="center"'),
    Role.SECTION: Look(font=1, fill=3),
    Role.TITLE: Look(font=2, border=0),
    Role.NOTE: Look(font=3, border=0),
    Role.LINK: Look(font=5),
}
# Good news and what to look at.
HIGHLIGHTS = ("FFE6F2E6", "FFFBE3D0")


def style_numbers(styles: Iterable[Style]) -> dict[Style, int]:
    """The place of every style that is used, in order of first use; place 0 is the bare cell."""
    used = dict.fromkeys([Style(Role.NOTE), *styles])
    return {style: at for at, style in enumerate(used)}


def styles_xml(numbers: Mapping[Style, int]) -> str:
    """The part ``styles.xml``."""
    own = [code for code in dict.fromkeys(style.code for style in numbers) if code not in (GENERAL, TEXT)]
    formats = {GENERAL: 0, TEXT: 49, **{code: FIRST_OWN_FORMAT + at for at, code in enumerate(own)}}
    return "".join(
        [
            HEADER,
            f'<styleSheet xmlns="{NAMESPACE}">',
            _number_formats({code: formats[code] for code in own}),
            f'<fonts count="{len(FONTS)}">', *(_font(font) for font in FONTS), "</fonts>",
            f'<fills count="{len(FILLS)}">', *(_fill(at, colour) for at, colour in enumerate(FILLS)), "</fills>",
            '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>', _thin_border(), "</borders>",
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
            f'<cellXfs count="{len(numbers)}">', *(_format(style, formats) for style in numbers), "</cellXfs>",
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
            f'<dxfs count="{len(HIGHLIGHTS)}">', *(_highlight(colour) for colour in HIGHLIGHTS), "</dxfs>",
            "</styleSheet>",
        ]
    )  # fmt: skip


def _number_formats(formats: Mapping[str, int]) -> str:
    if not formats:
        return ""
    each = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for code, number in formats.items()
    )
    return f'<numFmts count="{len(formats)}">{each}</numFmts>'


def _font(look: str) -> str:
    return f'<font>{look}<name val="{FONT}"/><family val="3"/><charset val="128"/></font>'


def _fill(at: int, colour: str) -> str:
    if not colour:
        return f'<fill><patternFill patternType="{("none", "gray125")[at]}"/></fill>'
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'


def _highlight(colour: str) -> str:
    return f'<dxf><fill><patternFill><bgColor rgb="{colour}"/></patternFill></fill></dxf>'


def _thin_border() -> str:
    sides = "".join(
        f'<{side} style="thin"><color rgb="FFC9D1D8"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    return f"<border>{sides}<diagonal/></border>"


def _format(style: Style, formats: Mapping[str, int]) -> str:
    look = LOOKS[style.role]
    return (
        f'<xf numFmtId="{formats[style.code]}" fontId="{look.font}" fillId="{look.fill}" borderId="{look.border}" xfId="0"'
        f' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment {look.align}/></xf>'
    )

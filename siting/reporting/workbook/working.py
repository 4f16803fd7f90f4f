"""The working sheet of the ranking: figures rounded as the engine compares them, best variants, ranks, marks.

Nothing here looks through a whole column for every row but RANK itself: variants of one owner and options of one
facility stand together, so that the best of them is found in a few cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from siting.language import text, translate
from siting.project.marks import Marks
from siting.project.model import Criterion
from siting.rank.order import SIGNIFICANT_DIGITS, shared_ranks, significant
from siting.reporting.workbook.blocks import Block, pages, table_rows, text_block, title_rows, widths
from siting.reporting.workbook.book import (
    FIRST_ROW,
    HEADING_ROW,
    UNIT_ROW,
    Book,
    Grid,
    grid,
    group_of,
    sheet_name,
)
from siting.reporting.workbook.cells import Cell, Role, Row, Sheet, Style, words
from siting.reporting.workbook.options import YES_NO, stage_labels
from siting.vocabulary.results import JUDGEMENTS

# The last rank that goes on the short list stands above the headings, after its label.
CUT_ROW = 5
CUT = f"$D${CUT_ROW}"
_GENERAL = Style(Role.FORMULA)
_RANK = Style(Role.MARK, "0")


def working_grid(book: Book) -> Grid:
    """The columns of the working sheet."""
    criteria = range(1, len(book.results.config.ranking.criteria) + 1)
    per_criterion = (f"{name}_{number}" for number in criteria for name in ("value", "key", "rank", "mark"))
    keys = (
        "option_id", "stage", "group", "value", "key", "id_order", "best", "best_key", "rank",
        *per_criterion, "facility_best", "short_listed", "overall", "why",
    )  # fmt: skip
    return grid(sheet_name(translate("Rank working", book.lang)), keys)


def working_sheet(book: Book) -> Sheet:
    """A row per listed option, in the order of the sheet of options."""
    notes = [
        book.say(
            text(
                "Compared are figures rounded to {digits} significant digits, larger first (turned round where smaller is better).",
                digits=SIGNIFICANT_DIGITS,
            )
        ),
        translate(
            "Of the variants of one place and technology only the best has a rank; among equals the first by its id.",
            book.lang,
        ),
    ]
    # A line above the cut, empty or not: its row is fixed.
    chosen = translate("Of the machines tried at a drop only the chosen one takes part.", book.lang)
    notes.append(chosen if book.passed_over.any() else "")
    at = working_grid(book)
    blocks = [*_order_blocks(book, at), *_criterion_blocks(book, at), *_list_blocks(book, at)]
    top = [*title_rows(at.sheet, notes), _cut_row(book, at)]
    wide = widths(blocks)
    breaks, scale = pages(wide, _page_ends(len(blocks)), 1)
    return Sheet(
        at.sheet, table_rows(top, blocks), wide, frozen_rows=UNIT_ROW, frozen_columns=1,
        title_rows=(HEADING_ROW, UNIT_ROW), colour="FFB8B8B8", column_breaks=breaks, scale=scale,
    )  # fmt: skip


def _page_ends(columns: int) -> list[int]:
    """The order on a page, two criteria on each of the next, the short list on the last."""
    order, short_list = 9, 4
    ends = [order, *range(order + 8, columns - short_list, 8), columns - short_list, columns]
    return list(dict.fromkeys(ends))


def rounded(cell: str, sign: str) -> str:
    """The figure as the engine compares it."""
    return f'IF({cell}="","",IF({cell}=0,0,{sign}ROUND({cell},{SIGNIFICANT_DIGITS - 1}-INT(LOG10(ABS({cell}))))))'


def _keys(values: Any, descending: bool) -> np.ndarray:
    found = significant(np.asarray(values, dtype=float))
    return found if descending else np.where(found == 0, 0.0, -found)


def _runs(values: Iterable[Any]) -> list[tuple[int, int]]:
    """First and last row of the run of equal values that each row belongs to."""
    same = pd.Series(list(values))
    run = (same != same.shift()).cumsum()
    first = FIRST_ROW + same.index.to_series().groupby(run).transform("min").to_numpy()
    last = FIRST_ROW + same.index.to_series().groupby(run).transform("max").to_numpy()
    return list(zip(first.tolist(), last.tolist(), strict=True))


def _order_blocks(book: Book, at: Grid) -> Iterator[Block]:
    listed, lang, ranking = book.listed, book.lang, book.results.config.ranking
    groups = group_of(listed)
    best = book.ranked["rank"].notna().to_numpy(dtype=bool)
    compared = listed[ranking.by].mask(book.passed_over)
    keys = _keys(compared, ranking.descending)
    yield text_block(book.label("option_id"), listed["option_id"])
    yield text_block(book.label("stage"), stage_labels(book, listed["stage"]))
    yield text_block(
        translate("place and technology", lang),
        listed["place_id"].astype(str) + "-" + listed["technology"].astype(str),
    )
    evaluated = [book.options.far("evaluated").format(o=FIRST_ROW + i) for i in range(len(listed))]
    values = [
        '""' if book.passed_over[i] else f'IF({ok}=1,{book.figure(ranking.by, i)},"")' for i, ok in enumerate(evaluated)
    ]
    yield Block(book.column_label(ranking.by), compared, _GENERAL, "", values, widest=22)
    yield Block(
        translate("rounded", lang),
        keys,
        _GENERAL,
        "",
        rounded(at.at("value"), "" if ranking.descending else "-"),
        widest=22,
    )
    order = listed.groupby(groups)["option_id"].rank(method="first").astype(int)
    yield Block(translate("order by id", lang), order, Style(Role.MARK, "0"))
    yield Block(
        translate("best variant", lang),
        best.astype(int),
        Style(Role.MARK, YES_NO),
        "",
        [_best(at, *run) for run in _runs(groups)],
    )
    key = f'IF({at.at("best")}=1,{at.at("key")},"")'
    yield Block(translate("rounded, best variant", lang), np.where(best, keys, np.nan), _GENERAL, "", key, widest=22)
    ranks = [_rank(at, "best_key", *run) for run in _runs(listed["stage"])]
    yield Block(book.label("rank"), book.ranked["rank"], _RANK, "", ranks)


def _best(at: Grid, first: int, last: int) -> str:
    key = at.at("key")
    if first == last:
        return f'IF({key}="",0,1)'
    keys, orders = at.down("key", first, last), at.down("id_order", first, last)
    earlier = f"SUMPRODUCT(({keys}={key})*({orders}<{at.at('id_order')}))"
    return f'IF({key}="",0,IF(AND({key}=MAX({keys}),{earlier}=0),1,0))'


def _rank(at: Grid, key: str, first: int, last: int) -> str:
    return f'IF({at.at(key)}="","",RANK({at.at(key)},{at.down(key, first, last)},0))'


def _criterion_blocks(book: Book, at: Grid) -> Iterator[Block]:
    stages = _runs(book.listed["stage"])
    best = book.ranked["rank"].notna().to_numpy(dtype=bool)
    for number, one in enumerate(book.results.config.ranking.criteria, start=1):
        value, key, rank = (f"{name}_{number}" for name in ("value", "key", "rank"))
        values = book.listed[one.column].where(best)
        descending = one.marks.descending
        label = book.column_label(one.column)
        links = [f'IF({at.at("best")}=1,{book.figure(one.column, i)},"")' for i in range(len(book.listed))]
        yield Block(label, values, _GENERAL, "", links, widest=22)
        sign = "" if descending else "-"
        yield Block(
            translate("rounded", book.lang),
            _keys(values, descending),
            _GENERAL,
            "",
            rounded(at.at(value), sign),
            widest=22,
        )
        ranks = _ranks_by_stage(book, values, descending)
        formulas = [_rank(at, key, *run) for run in stages]
        yield Block(book.say(text("rank by {figure}", figure=label)), ranks, _RANK, "", formulas, widest=22)
        mark = _mark(one, number, at.at(value), at.at(rank))
        marks = book.ranked[f"mark_{one.column}"].fillna("")
        yield Block(book.say(text("mark for {figure}", figure=label)), marks, Style(Role.MARK), "", mark, widest=22)


def _ranks_by_stage(book: Book, values: pd.Series, descending: bool) -> np.ndarray:
    found = np.full(len(values), np.nan)
    for stage in book.listed["stage"].unique():
        mine = (book.listed["stage"] == stage).to_numpy(dtype=bool)
        ranks = shared_ranks(values.to_numpy(dtype=float)[mine], descending).astype(float)
        found[mine] = np.where(ranks > 0, ranks, np.nan)
    return found


def _mark(one: Criterion, number: int, value: str, rank: str) -> str:
    marks: Marks = one.marks
    symbols, limits = f"marks_{number}_value", f"marks_{number}_from"
    if marks.scale == "rank":
        return f'IF({rank}="","",IF({rank}<={len(marks.symbols)},INDEX({symbols},{rank}),""))'
    # From the last mark, which needs nothing, to the first.
    compare = ">=" if marks.descending else "<="
    found = f"INDEX({symbols},{len(marks.symbols)})"
    for at in range(len(marks.thresholds), 0, -1):
        found = f"IF({value}{compare}INDEX({limits},{at}),INDEX({symbols},{at}),{found})"
    return f'IF({value}="","",{found})'


def _list_blocks(book: Book, at: Grid) -> Iterator[Block]:
    listed, lang = book.listed, book.lang
    screening = (listed["stage"] == "screening").to_numpy(dtype=bool)
    ranks = book.ranked["rank"].to_numpy(dtype=float)
    firsts, seen = np.full(len(listed), np.nan), listed.assign(_rank=ranks)[screening & ~np.isnan(ranks)]
    first = seen.sort_values("_rank", kind="stable").drop_duplicates("facility_id").index
    firsts[first] = ranks[first]
    runs = _runs(listed["stage"].astype(str) + "\n" + listed["facility_id"].astype(str))
    formulas = [_facility_best(at, FIRST_ROW + i, *run) if screening[i] else '""' for i, run in enumerate(runs)]
    yield Block(translate("rank as the first of its facility", lang), firsts, _RANK, "", formulas)
    short = book.ranked["short_listed"].eq(True).astype(int)
    yield Block(
        translate("short list", lang),
        short,
        Style(Role.MARK, YES_NO),
        "",
        [_short_listed(book, at) if one else "0" for one in screening],
    )
    overalls = listed["overall"].fillna("")
    yield text_block(
        translate("overall judgement without the short list", lang),
        [judgement_label(book, one) for one in overalls],
        widest=26,
    )
    yield text_block(translate("why", lang), [book.say(why) for why in listed["why"]], widest=50)


def judgement_label(book: Book, judged: str) -> str:
    """An overall judgement as people read it."""
    return next((choice.label(book.lang) for choice in JUDGEMENTS if choice.value == judged), judged)


def _facility_best(at: Grid, row: int, first: int, last: int) -> str:
    rank = at.at("rank")
    if first == last:
        return f'IF({rank}="","",{rank})'
    taken = f"COUNTIF({at.down('rank', first, row - 1)},{rank})=0" if row > first else "TRUE"
    return f'IF({rank}="","",IF(AND({rank}=MIN({at.down("rank", first, last)}),{taken}),{rank},""))'


def _short_listed(book: Book, at: Grid) -> str:
    ranking = book.results.config.ranking
    if ranking.short_list.rule == "threshold":
        compare = ">=" if ranking.descending else "<="
        return f"IF({at.at('best')}=1,IF({at.at('value')}{compare}short_list_minimum,1,0),0)"
    return f'IF({at.at("rank")}="",0,IF({at.at("rank")}<={CUT},1,0))'


def _cut_row(book: Book, at: Grid) -> Row:
    """The last rank that goes on: where the count of facilities or options is reached, ties included."""
    screening = int((book.listed["stage"] == "screening").sum())
    rule = book.results.config.ranking.short_list.rule
    if rule == "threshold" or not screening:
        return []
    last = FIRST_ROW + screening - 1
    counted = at.down("facility_best" if rule == "facilities" else "rank", FIRST_ROW, last)
    ranks = at.down("rank", FIRST_ROW, last)
    formula = (
        f"IF(COUNT({counted})=0,0,IF(COUNT({counted})<short_list_count,MAX({ranks}),SMALL({counted},short_list_count)))"
    )
    taken = book.ranked.loc[book.ranked["short_listed"].eq(True).to_numpy(dtype=bool), "rank"]
    value = int(taken.max()) if len(taken) else 0
    label = words(translate("last rank on the short list", book.lang), Role.NOTE)
    return [label, None, None, Cell(value, _RANK, formula)]

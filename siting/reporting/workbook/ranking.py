"""The sheet of the ranking as people read it: in the order of this run, every figure linked to its formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from siting.language import translate
from siting.rank.ranking import STAGES
from siting.reporting.workbook.assumptions import MESSAGES
from siting.reporting.workbook.blocks import Block, table_rows, text_block, title_rows, widths
from siting.reporting.workbook.book import FIRST_ROW, HEADING_ROW, UNIT_ROW, Book, sheet_name
from siting.reporting.workbook.cells import PERCENT_2, Highlight, Role, Sheet, Style, decimals, letter
from siting.reporting.workbook.options import YES_NO, stage_labels, technology_labels
from siting.reporting.workbook.units import unit_label
from siting.reporting.workbook.working import judgement_label, working_grid
from siting.vocabulary.results import result_column

_SIZE = ("capacity_kw", "annual_kwh", "capex_yen")


def ranking_sheet(book: Book) -> Sheet:
    """Ranked options of each stage first, then the variants that another one beats."""
    shown = _order(book)
    others = [FIRST_ROW + int(at) for at in shown]
    notes = [
        translate(
            "Ranks, marks and the short list follow the inputs; the rows stay in the order of this run and are not sorted again.",
            book.lang,
        ),
        translate(
            "Ranks restart in each stage; equal figures share a rank. Shaded rows are on the short list.",
            book.lang,
        ),
    ]
    evaluated = int(book.results.options["status"].eq("evaluated").sum())
    if len(book.listed) < evaluated:
        notes.append(
            translate(
                "Only the leading options are in this workbook (outputs.cashflow_options): marks compare these alone.",
                book.lang,
            )
        )
    blocks = _blocks(book, shown)
    name = sheet_name(translate("Ranking", book.lang))
    rows = table_rows(title_rows(name, notes), blocks, others=others)
    wide = len(blocks)
    flag = letter(_flag_column(book))
    highlight = Highlight(f"A{FIRST_ROW}:{letter(wide)}{max(len(rows), FIRST_ROW)}", f"${flag}{FIRST_ROW}=1")
    return Sheet(
        name, rows, widths(blocks), frozen_rows=UNIT_ROW, frozen_columns=3, title_rows=(HEADING_ROW, UNIT_ROW),
        colour="FFD98C5F", highlights=(highlight,),
    )  # fmt: skip


def _order(book: Book) -> np.ndarray:
    stage = book.listed["stage"].map({one: at for at, one in enumerate(STAGES)}).to_numpy()
    rank = book.ranked["rank"].to_numpy(dtype=float)
    keyed = pd.DataFrame(
        {"stage": stage, "rank": np.where(np.isnan(rank), np.inf, rank), "id": book.listed["option_id"]}
    )
    return keyed.sort_values(["stage", "rank", "id"], kind="stable").index.to_numpy()


def _blocks(book: Book, shown: np.ndarray) -> list[Block]:
    lang, listed = book.lang, book.listed.iloc[shown]
    work = working_grid(book)
    ranked = book.ranked.iloc[shown]
    names = [book.facilities.get(one, one) for one in listed["facility_id"]]
    return [
        text_block(book.label("stage"), stage_labels(book, listed["stage"])),
        Block(book.label("rank"), ranked["rank"], Style(Role.MARK, "0"), "", work.far("rank")),
        text_block(book.label("option_id"), listed["option_id"]),
        text_block(book.label("facility"), names),
        text_block(book.label("technology"), technology_labels(book, listed["technology"])),
        text_block(book.label("variant"), listed["variant"]),
        *_criteria(book, shown),
        *(_linked(book, name, shown) for name in _SIZE),
        Block(translate("short list", lang), ranked["short_listed"].eq(True).astype(int), Style(Role.MARK, YES_NO), "", work.far("short_listed")),
        *_judgement(book, shown),
    ]  # fmt: skip


def _columns(book: Book) -> list[str]:
    ranking = book.results.config.ranking
    return list(dict.fromkeys([ranking.by, *(one.column for one in ranking.criteria)]))


def _flag_column(book: Book) -> int:
    """The column of the short list, for the shading."""
    return 6 + len(_columns(book)) + len(book.results.config.ranking.criteria) + len(_SIZE) + 1


def _criteria(book: Book, shown: np.ndarray) -> list[Block]:
    work, criteria = working_grid(book), book.results.config.ranking.criteria
    found = []
    for column in _columns(book):
        found.append(_linked(book, column, shown))
        for number, one in enumerate(criteria, start=1):
            if one.column == column:
                marks = book.ranked[f"mark_{column}"].fillna("").iloc[shown]
                found.append(
                    Block(translate("mark", book.lang), marks, Style(Role.MARK), "", work.far(f"mark_{number}"))
                )
    return found


def _linked(book: Book, column: str, shown: np.ndarray) -> Block:
    found, _ = result_column(column, book.cases)
    code = PERCENT_2 if found.name == "irr" else decimals(found.decimals)
    values = book.listed[column].iloc[shown]
    formulas = [book.figure(column, int(at)) for at in shown]
    return Block(
        book.column_label(column),
        values,
        Style(Role.FORMULA, code),
        unit_label(found.unit, book.lang),
        formulas,
        widest=24,
    )


def _judgement(book: Book, shown: np.ndarray) -> list[Block]:
    """The overall judgement and why: for screening options off the short list there is none."""
    lang, listed = book.lang, book.listed.iloc[shown]
    work = working_grid(book)
    rank, value, flag = (work.far(name) for name in ("rank", "value", "short_listed"))
    screening = (listed["stage"] == "screening").to_numpy(dtype=bool)
    listed_as = judgement_label(book, "not_listed")
    unranked = f'IF({value}="",word_no_figure,word_other_variant)'
    aside = [f"{flag}=0" if one else "FALSE" for one in screening]
    overall = [f'IF({rank}="","",IF({one},word_not_listed,{work.far("overall")}))' for one in aside]
    unranked_as = ["word_other_machine" if one else unranked for one in book.passed_over[shown]]
    why = [
        f'IF({rank}="",{none},IF({one},word_aside,{work.far("why")}))'
        for none, one in zip(unranked_as, aside, strict=True)
    ]
    overalls: list[str] = []
    whys: list[str] = []
    for at, one in zip(shown, screening, strict=True):
        found = _said(book, int(at), bool(one), listed_as)
        overalls.append(found[0])
        whys.append(found[1])
    return [
        Block(translate("overall judgement", lang), overalls, Style(Role.WRAPPED), "", overall, widest=24),
        Block(translate("why", lang), whys, Style(Role.WRAPPED), "", why, widest=50),
    ]


def _said(book: Book, at: int, screening: bool, not_listed: str) -> tuple[str, str]:
    option: Any = book.listed.iloc[at]
    row: Any = book.ranked.iloc[at]
    if book.passed_over[at]:
        return "", book.say(MESSAGES["word_other_machine"])
    if np.isnan(row["rank"]):
        none = np.isnan(float(option[book.results.config.ranking.by]))
        return "", book.say(MESSAGES["word_no_figure" if none else "word_other_variant"])
    if screening and not bool(row["short_listed"]):
        return not_listed, book.say(MESSAGES["word_aside"])
    return judgement_label(book, option["overall"]), book.say(option["why"])

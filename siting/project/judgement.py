"""What ``project.toml`` says of the comparisons of options and of schemes: their rows, marks, points and rule."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from siting.project.marks import MARKS, Marks, directed
from siting.project.scalars import Flag, Model, NotNegative, Sourced
from siting.vocabulary.comparison import WORD_COLUMNS

POINTS = "points"
"""The word for a rule that goes by points instead of a column."""
RoleName = Literal["finance", "design", "build", "operate", "own"]
ConstraintKind = Literal["seismic", "load", "hazard", "grid", "permits", "neighbours", "other"]
Words = Annotated[str, Field(min_length=1)]


class Row(Sourced):
    """One row of a comparison: a column of figures, a role, a kind of constraint, or the project's own words."""

    label: str = Field("", description="Name of the row; a column, role or constraint has one of its own.")
    label_en: str = Field("", description="Name of the row in English.")
    column: str | None = Field(
        None, description="Figure that is shown: a column of options.csv such as bc_fit, or of schemes.csv."
    )
    role: RoleName | None = Field(
        None, description="For schemes: who finances, designs, builds, operates or owns, as the scheme's kind says."
    )
    constraint: ConstraintKind | None = Field(
        None, description="For options: what the table of constraints says of this kind."
    )
    text: dict[str, Words] = Field(
        default_factory=dict,
        description="The project's words by scheme, or by facility_id, plot_id, group_id, drop_id or option_id.",
    )
    text_en: dict[str, Words] = Field(default_factory=dict, description="The same in English.")
    mark: dict[str, str] = Field(
        default_factory=dict, description="Marks the project gives, by the same names; never computed."
    )
    marks: Marks | None = Field(
        None, description="How the figure of a column becomes a mark; for given marks only its symbols count."
    )
    weight: NotNegative = Field(0.0, description="How often the points of the row's marks count.")

    @model_validator(mode="before")
    @classmethod
    def _marks_run_as_the_column_asks(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "marks" not in data:
            return data
        return {**data, "marks": directed(data["marks"], data.get("column"))}

    @model_validator(mode="after")
    def _one_content(self) -> Self:
        named = sum(one is not None for one in (self.column, self.role, self.constraint))
        own = bool(self.label) and bool(self.text or self.mark)
        if named > 1 or (named == 0 and not own) or (self.text and (self.column or self.constraint)):
            raise ValueError("judgement_row")
        if set(self.text_en) - set(self.text):
            raise ValueError("judgement_english")
        if self.mark and self.column not in (None, *WORD_COLUMNS):
            raise ValueError("judgement_given")
        if self.weight > 0 and not (self.mark or (self.column is not None and self.marks is not None)):
            raise ValueError("judgement_weight")
        return self

    @property
    def symbols(self) -> tuple[str, ...]:
        """The marks of the row from best to worst."""
        return self.marks.symbols if self.marks else MARKS


class Recommend(Sourced):
    """The rule that recommends, and what the study itself concluded."""

    by: Words = Field(description="Column that decides, such as city_npv_yen, or points: the sum over weighted rows.")
    descending: Flag = Field(
        True, description="Whether larger is better; left out: no for costs, payments and payback, yes for the rest."
    )
    among: Literal["feasible", "all"] = Field(
        "feasible",
        description="feasible: without infeasible schemes and options that a constraint blocks; all: every one.",
    )
    points: dict[str, NotNegative] = Field(
        default_factory=dict,
        description="Points of each mark; left out: 1 for the last of a row's symbols and 1 more for each better one. No mark gives none.",
    )
    given: str = Field("", description="What the study itself concluded; stands beside the rule's result. Its place goes into source.")  # fmt: skip
    given_en: str = Field("", description="That conclusion in English.")

    @model_validator(mode="before")
    @classmethod
    def _order_runs_as_the_column_asks(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("by") == POINTS:
            return data
        return directed(data, data.get("by"))


class Comparison(Sourced):
    """A comparison: options or schemes side by side."""

    rows: tuple[Row, ...] = Field((), description="Rows of the table, from top to bottom.")
    recommend: Recommend | None = Field(None, description="The rule that recommends; none, none is recommended.")

    @model_validator(mode="after")
    def _points_can_be_counted(self) -> Self:
        rule = self.recommend
        weighted = [row for row in self.rows if row.weight > 0]
        if rule is not None and rule.by == POINTS:
            if not weighted:
                raise ValueError("judgement_no_weight")
            if rule.points and any(set(row.symbols) - set(rule.points) for row in weighted):
                raise ValueError("judgement_points")
        return self

    def points_of(self, row: Row) -> dict[str, float]:
        """The points of each mark of a row, before its weight."""
        if self.recommend is not None and self.recommend.points:
            return {symbol: self.recommend.points.get(symbol, 0.0) for symbol in row.symbols}
        return {symbol: float(len(row.symbols) - at) for at, symbol in enumerate(row.symbols)}


class Judgement(Model):
    """The comparisons a study ends with."""

    options: Comparison | None = Field(None, description="Options side by side.")
    schemes: Comparison | None = Field(
        None, description="Schemes side by side, for every option they are worked out for."
    )

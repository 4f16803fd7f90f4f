"""The words of siting: tables, columns, units, labels, fiscal years."""

from siting.vocabulary.columns import Choice, Column, Kind
from siting.vocabulary.tables import TABLES, Table, table

__all__ = ["TABLES", "Choice", "Column", "Kind", "Table", "table"]

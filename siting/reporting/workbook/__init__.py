"""The hand-over workbook: what screening computes, with live formulas that a reviewer can follow and change.

``book`` decides what is listed and where it stands; a module per sheet writes formulas and the engine's values
beside them; ``package`` turns the sheets into bytes that are the same for the same results.
"""

from siting.reporting.workbook.build import workbook_xlsx

__all__ = ["workbook_xlsx"]

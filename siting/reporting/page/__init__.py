"""The report page: one self-contained HTML file in both languages, from results alone."""

from siting.reporting.page.document import report_html

__all__ = ["report_html"]

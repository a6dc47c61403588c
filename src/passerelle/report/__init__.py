"""Reports: the corridor report as HTML that stands alone, a page for each plan, plans as plain text."""

from passerelle.report.disclosure import DEFAULT_THRESHOLD, Fewer, protect
from passerelle.report.pages import plan_page, write_report
from passerelle.report.text import plan_text
from passerelle.report.words import languages_on_file

__all__ = ["DEFAULT_THRESHOLD", "Fewer", "languages_on_file", "plan_page", "plan_text", "protect", "write_report"]

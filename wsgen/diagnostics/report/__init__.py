"""Turns diagnostics into text: for people with excerpts or a line each, as JSON, for GitHub, as SARIF and as JUnit."""

from .for_github import github
from .for_people import concise, full, summary
from .json_object import as_json
from .junit_suites import junit
from .sarif_log import sarif

__all__ = ["as_json", "concise", "full", "github", "junit", "sarif", "summary"]

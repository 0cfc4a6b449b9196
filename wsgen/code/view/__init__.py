"""Turns a protocol and its models into what the templates of the generated package need, ready to print."""

from .described import described
from .page import Page
from .pages import pages

__all__ = ["Page", "described", "pages"]

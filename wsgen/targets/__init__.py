"""What a view module of the user's imports: the protocol that it reads, and the pages that it makes of it."""

from ..plan.protocol import Protocol
from .page import Page, Text

__all__ = ["Page", "Protocol", "Text"]

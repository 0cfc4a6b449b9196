"""What every diagnostic code means."""

from .table import CATALOGUE

__all__ = ["CATALOGUE"]

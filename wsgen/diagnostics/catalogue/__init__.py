"""What every diagnostic code means."""

from .table import CATALOGUE as CATALOGUE

"""Makes diagnostics, with the severity that the catalogue gives their code."""

from .catalogue.table import CATALOGUE
from .diagnostic import Diagnostic
from .location import Location


def found(
    code: str,
    location: Location,
    message: str,
    *,
    hint: str = "",
    related: tuple[tuple[str, Location], ...] = (),
) -> Diagnostic:
    """The diagnostic `code` at `location`, as severe as its catalogue entry says.

    `message` is one clause without a full stop, `hint` one thing that can be done, `related` further places with a few
    words each. Raises KeyError for a code that isn't in the catalogue.
    """
    return Diagnostic(code, CATALOGUE[code].severity, location, message, hint, related)

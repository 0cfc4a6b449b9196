"""Says that no value of a schema was found, and why."""


class NoInstanceError(ValueError):
    """No value was found that a schema accepts: there is none, or none that can be found; the text says why."""

"""In which manner values are made: for a search for faults, for a peer of this protocol, or for people to read."""

from enum import Enum


class Manner(Enum):
    """What a value tends to."""

    ANY = "whatever the schema accepts, its edges and unknown properties included"
    DECLARED = "whatever the schema accepts, of declared properties alone where that can be"
    PLAIN = "short and readable: examples of the schema first, always the same"

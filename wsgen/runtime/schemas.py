"""The bundled JSON Schemas of a protocol, compiled when first needed."""

from pathlib import Path


class Schemas:
    """Says of a parsed frame whether its schema accepts it (JSON Schema draft 7, by jsonschema-rs)."""

    def __init__(self, file: Path) -> None:
        self._file = file

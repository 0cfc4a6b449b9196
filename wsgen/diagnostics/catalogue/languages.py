"""The codes WSG3xx about schema languages that are not the generator's own."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="WSG307",
        title="a message is described in a schema language that cannot be generated",
        severity=Severity.ERROR,
        why=(
            "Models and checks are made from JSON Schema: AsyncAPI's own, drafts 4 to 2020-12, OpenAPI 3.0 and 3.1. "
            "Avro, RAML and Protobuf are allowed in a document, and nothing is generated from them."
        ),
        bad="""\
payload:
  schemaFormat: application/vnd.apache.avro;version=1.9.0
  schema:
    type: record
""",
        good="""\
payload:
  schemaFormat: application/schema+json;version=draft-07
  schema:
    type: object
""",
        section="Multi Format Schema Object",
        is_refusal=True,
        within="a message",
    ),
    Entry(
        code="WSG309",
        title="a schema says what cannot be said in JSON Schema draft 7",
        severity=Severity.ERROR,
        why=(
            "Schemas of other drafts become draft 7, which is what models and checks are made from. A few keywords "
            "have no equal there: what they would reject would be let through."
        ),
        bad="""\
payload:
  schemaFormat: application/schema+json;version=2020-12
  schema:
    properties:
      tags:
        contains:
          const: urgent
        minContains: 2
""",
        good="""\
payload:
  schemaFormat: application/schema+json;version=2020-12
  schema:
    properties:
      tags:
        contains:
          const: urgent
""",
        section="Multi Format Schema Object",
        is_refusal=True,
        within="a message",
    ),
    Entry(
        code="WSG344",
        title="a pattern can't be run",
        severity=Severity.ERROR,
        why=(
            "A pattern means what ECMA 262 says with its flag `u`, and generated code runs it in jsonschema-rs. What "
            "Perl or Python adds, such as flags inside of a pattern, isn't known there. A pattern that can't be run "
            "would let every text through."
        ),
        bad="""\
payload:
  type: object
  properties:
    code:
      type: string
      pattern: '(?i)^[a-z]+$'
""",
        good="""\
payload:
  type: object
  properties:
    code:
      type: string
      pattern: '^[A-Za-z]+$'
""",
        section="Schema Object",
        is_refusal=True,
        within="a message",
    ),
)

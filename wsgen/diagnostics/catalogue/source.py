"""The codes WSG1xx: what makes a file unreadable as YAML or JSON."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="WSG101",
        title="the text is not YAML or JSON",
        severity=Severity.ERROR,
        why="A file that can't be parsed has no meaning to check.",
        bad="info: {title: Chat, version: 1.0.0",
        good="info: {title: Chat, version: 1.0.0}",
        section="YAML 1.2.2",
    ),
    Entry(
        code="WSG102",
        title="a tab in the indentation",
        severity=Severity.ERROR,
        why="YAML indents with spaces only, since a tab is as wide as each editor likes.",
        bad="info:\n\ttitle: Chat",
        good="info:\n  title: Chat",
        section="YAML 1.2.2 §6.1",
    ),
    Entry(
        code="WSG103",
        title="a key stands twice",
        severity=Severity.ERROR,
        why=(
            "Keys of one mapping are unique. Most parsers keep the last one in silence, and what the first "
            "one said is lost."
        ),
        bad="info:\n  title: Chat\n  title: Talk",
        good="info:\n  title: Chat",
        section="YAML 1.2.2 §3.2.1.1",
    ),
    Entry(
        code="WSG104",
        title="a key is not a string",
        severity=Severity.ERROR,
        why=(
            "JSON's keys are strings, and so are AsyncAPI's. Without quotes YAML reads some words and "
            "digits as other values."
        ),
        bad="properties:\n  200: {type: string}",
        good='properties:\n  "200": {type: string}',
        section="AsyncAPI 3.0 §Format",
    ),
    Entry(
        code="WSG105",
        title="the file is not UTF-8",
        severity=Severity.ERROR,
        why="One wrong byte means that the file was saved in an older encoding, and other letters may be wrong too.",
        bad="title: Café     # saved as Latin-1",
        good="title: Café     # saved as UTF-8",
        section="AsyncAPI 3.0 §Format",
    ),
    Entry(
        code="WSG106",
        title="the file is UTF-16 or UTF-32",
        severity=Severity.ERROR,
        why="Tools that exchange JSON use UTF-8 (RFC 8259 §8.1); PowerShell's `>` and some editors write UTF-16.",
        bad="title: Chat     # saved as UTF-16",
        good="title: Chat     # saved as UTF-8",
        section="RFC 8259 §8.1",
    ),
    Entry(
        code="WSG107",
        title="a control character",
        severity=Severity.ERROR,
        why=(
            "YAML has none in its text but tab and line breaks. They usually come from a copied terminal or "
            "a binary file."
        ),
        bad="title: Chat\\x07   # one character, which can't be seen",
        good="title: Chat",
        section="YAML 1.2.2 §5.1",
    ),
    Entry(
        code="WSG108",
        title="too many values",
        severity=Severity.ERROR,
        why="Aliases of aliases make a few hundred bytes into billions of values, which would fill the memory.",
        bad=(
            "x-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            "x-b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
            "x-c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
            "x-d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
            "x-e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
            "x-f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n"
            "x-g: [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]"
        ),
        good="x-a: [1, 1, 1, 1]",
        section="",
    ),
    Entry(
        code="WSG109",
        title="an alias inside the value that it names",
        severity=Severity.ERROR,
        why="Such a value has no end. A schema refers to itself by `$ref`, which is followed only where it is needed.",
        bad="Tree: &tree\n  type: object\n  properties:\n    child: *tree",
        good="Tree:\n  type: object\n  properties:\n    child: {$ref: '#/components/schemas/Tree'}",
        section="",
    ),
    Entry(
        code="WSG110",
        title="the file is too large",
        severity=Severity.ERROR,
        why="A document of more than 16 MiB is nearly always a mistake, such as a recording or a database dump.",
        bad="x-recording: …   # 17 MiB of it",
        good="x-recording: …",
        section="",
    ),
    Entry(
        code="WSG111",
        title="a number that JSON lacks",
        severity=Severity.ERROR,
        why="NaN, infinity and numbers beyond a double can't be sent, so no frame could ever hold them.",
        bad="maximum: .inf",
        good="maximum: 1.7e308",
        section="RFC 8259 §6",
    ),
    Entry(
        code="WSG112",
        title="half of a character",
        severity=Severity.ERROR,
        why=(
            "A surrogate alone is no character, and can't be sent as UTF-8. It comes from text that was cut "
            "in the middle."
        ),
        bad='title: "Chat \\ud83d"',
        good='title: "Chat \\ud83d\\ude00"',
        section="RFC 8259 §8.2",
    ),
    Entry(
        code="WSG113",
        title="several documents in one file",
        severity=Severity.ERROR,
        why="An AsyncAPI file is one document; nothing says what a second one would mean.",
        bad="asyncapi: 3.0.0\n---\nasyncapi: 3.0.0",
        good="asyncapi: 3.0.0",
        section="AsyncAPI 3.0 §File Structure",
    ),
    Entry(
        code="WSG114",
        title="the file is empty",
        severity=Severity.ERROR,
        why="There is nothing to compile. Perhaps it was saved before it was written, or holds only comments.",
        bad="# soon",
        good="asyncapi: 3.0.0\ninfo: {title: Chat, version: 1.0.0}",
        section="AsyncAPI 3.0 §File Structure",
    ),
    Entry(
        code="WSG115",
        title="the document can't be opened",
        severity=Severity.ERROR,
        why="Without it there is no answer, so the command ends with exit code 2.",
        bad="wsgen validate no-such-file.yml",
        good="wsgen validate asyncapi/chat.yml",
        section="",
    ),
    Entry(
        code="WSG116",
        title="a referenced file can't be opened",
        severity=Severity.ERROR,
        why="The reference names something that is no readable file.",
        bad="payload: {$ref: './schemas'}",
        good="payload: {$ref: './schemas/hello.yml'}",
        section="AsyncAPI 3.0 §Reference Object",
        within="a message",
    ),
    Entry(
        code="WSG117",
        title="a reference leaves the document's folder",
        severity=Severity.ERROR,
        why="A document from elsewhere could otherwise print any file of this machine into generated code.",
        bad="payload: {$ref: '../../secrets.yml'}",
        good="payload: {$ref: './hello.yml'}",
        section="AsyncAPI 3.0 §Reference Object",
        within="a message",
    ),
    Entry(
        code="WSG118",
        title="a tag has no meaning here",
        severity=Severity.ERROR,
        why=(
            "AsyncAPI is JSON: strings, numbers, booleans, null, arrays and objects. Other types of YAML can't be sent."
        ),
        bad="version: !!timestamp 2031-01-16",
        good="version: 2031-01-16",
        section="YAML 1.2.2 §10.3",
    ),
    Entry(
        code="WSG119",
        title="values are nested too deeply",
        severity=Severity.ERROR,
        why="No real document is nested more than 100 deep, and frames that deep are refused on the wire as well.",
        bad="x-deep: [[[[[[[[[[[[[[[[…]]]]]]]]]]]]]]]]",
        good="x-deep: [[1]]",
        section="",
    ),
    Entry(
        code="WSG120",
        title="a merge key without a mapping",
        severity=Severity.ERROR,
        why="`<<` copies the keys of one mapping, or of a list of mappings, into another.",
        bad="Hello:\n  <<: [1, 2]",
        good="Greeting: &greeting {title: Hi}\nHello:\n  <<: *greeting",
        section="https://yaml.org/type/merge.html",
    ),
    Entry(
        code="WSG121",
        title="an alias without its anchor",
        severity=Severity.ERROR,
        why="`*name` repeats the value marked `&name` before it in the same file.",
        bad="Greeting: {payload: &hello {type: object}}\nHello: {payload: *helo}",
        good="Greeting: {payload: &hello {type: object}}\nHello: {payload: *hello}",
        section="YAML 1.2.2 §7.1",
    ),
    Entry(
        code="WSG122",
        title="the keys of a file are too long",
        severity=Severity.ERROR,
        why=(
            "Each value is known by all the keys that lead to it. Where these have megabytes, and thousands of values "
            "stand below them, no computer has room for that."
        ),
        bad="'a text of a million characters': [1, 2, 3, …]",
        good="text: a text of a million characters\nvalues: [1, 2, 3, …]",
        section="RFC 6901 §3",
    ),
    Entry(
        code="WSG123",
        title="there are more than 1,000 errors or warnings",
        severity=Severity.NOTE,
        why="One mistake often has many consequences, and nobody mends a thousand before asking again.",
        bad="a: 1\na: 2\na: 3 # … and so on",
        good="a: 1\nb: 2\nc: 3",
        section="YAML 1.2.2 §3.2.1.3",
    ),
)

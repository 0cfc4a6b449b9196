"""The codes WSG15x and WSG16x: what is wrong in `[tool.wsgen]` of pyproject.toml, or in an overlay."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG150",
        "pyproject.toml can't be read as TOML",
        Severity.ERROR,
        "The settings stand in pyproject.toml. While it can't be read, nobody knows what they are.",
        bad='[tool.wsgen]\nspec = "asyncapi/chat.yml\n',
        good='[tool.wsgen]\nspec = "asyncapi/chat.yml"\n',
    ),
    Entry(
        "WSG151",
        "a setting that doesn't exist",
        Severity.ERROR,
        "A misspelt key would be ignored in silence, and the default would hold in its place.",
        bad='[tool.wsgen]\nperspectve = "client"\n',
        good='[tool.wsgen]\nperspective = "client"\n',
    ),
    Entry(
        "WSG152",
        "a setting of the wrong type",
        Severity.ERROR,
        "Each setting has one type. A value of another one can't be understood.",
        bad='[tool.wsgen.heartbeat]\ninterval = "30 seconds"\n',
        good="[tool.wsgen.heartbeat]\ninterval = 30\n",
    ),
    Entry(
        "WSG153",
        "a setting with a value that isn't allowed",
        Severity.ERROR,
        "The setting takes one of a few words, or a number in a range.",
        bad='[tool.wsgen]\nperspective = "broker"\n',
        good='[tool.wsgen]\nperspective = "server"\n',
    ),
    Entry(
        "WSG154",
        "a code that doesn't exist",
        Severity.ERROR,
        "`[tool.wsgen.rules]` sets the level of a diagnostic by its code, and `x-wsgen-ignore` in the document names "
        "codes that aren't to be told there. One that doesn't exist does nothing, which is never meant.",
        bad='[tool.wsgen.rules]\nWSG999 = "error"\n',
        good='[tool.wsgen.rules]\nWSG312 = "error"\n',
    ),
    Entry(
        "WSG155",
        "an error can't be turned down",
        Severity.ERROR,
        "An error is what the specification forbids, or what can't be generated right. Code made from it would be "
        "wrong. Warnings and notes can be set to any level, or ignored in the object where they are found.",
        bad='[tool.wsgen.rules]\nWSG101 = "off"\n',
        good="# mend the document, or set the value by [tool.wsgen.overlay]\n",
    ),
    Entry(
        "WSG156",
        "an output folder that can't be one",
        Severity.ERROR,
        "wsgen owns the whole output folder. It can't be that of pyproject.toml, nor one that holds the document.",
        bad='[tool.wsgen]\nspec = "asyncapi/chat.yml"\nout = "."\n',
        good='[tool.wsgen]\nspec = "asyncapi/chat.yml"\nout = "generated"\n',
    ),
    Entry(
        "WSG157",
        "an ignore that ignores nothing",
        Severity.WARNING,
        "`x-wsgen-ignore` names a code that is not found in its object, nor below. It was mended, or stands somewhere "
        "else: left here, it would hide the next one.",
        bad="info:\n  title: Chat\n  version: 1.0.0\n  x-wsgen-ignore: [WSG312]\n",
        good="info:\n  title: Chat\n  version: 1.0.0\n",
    ),
    Entry(
        "WSG160",
        "an overlay for a place that doesn't exist",
        Severity.ERROR,
        "An overlay names a place in the document by JSON Pointer (RFC 6901). One that matches nothing changes "
        "nothing, which is never meant.",
        bad="""\
[tool.wsgen.overlay]
"#/components/messages/Helo" = { x-wsgen-name = "Greeting" }
""",
        good="""\
[tool.wsgen.overlay]
"#/components/messages/Hello" = { x-wsgen-name = "Greeting" }
""",
    ),
    Entry(
        "WSG161",
        "an overlay that can't be laid over its place",
        Severity.ERROR,
        "An overlay gives keys to an object of the document. A text, a number or a list has no keys.",
        bad='[tool.wsgen.overlay]\n"#/info/title" = { x-wsgen-name = "Chat" }\n',
        good='[tool.wsgen.overlay]\n"#/info" = { title = "Chat" }\n',
    ),
    Entry(
        "WSG162",
        "the overlay's file can't be opened",
        Severity.ERROR,
        "The settings name a file that isn't there or may not be read, so there is no answer about the document.",
        bad='[tool.wsgen]\noverlay = "no-such-file.yml"\n',
        good='[tool.wsgen]\noverlay = "asyncapi/overlay.yml"\n',
    ),
    Entry(
        "WSG163",
        "a template of your own can't be used",
        Severity.ERROR,
        "A template in the folder `templates` stands for wsgen's own of the same name. It must be a template that "
        "wsgen has, use what its view offers, print Code only, and make Python.",
        bad='[tool.wsgen]\ntemplates = "my-templates"   # holds servre.py.jinja\n',
        good='[tool.wsgen]\ntemplates = "my-templates"   # holds server.py.jinja\n',
    ),
    Entry(
        "WSG164",
        "the view module of a target of your own can't be used",
        Severity.ERROR,
        "A target of your own has a Python file whose function `pages` is given the protocol, and gives Pages: a path, "
        "a template, and what the template sees as `view`. What it raises, or gives instead, is told at its line.",
        bad="def pages(protocol):\n    return render(protocol)\n",
        good='def pages(protocol):\n    yield Page("tags.h", "tags.h.jinja", protocol)\n',
    ),
)

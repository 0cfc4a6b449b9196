"""The options that commands share: how they are written, and what `--help` says about them."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class FindingsFormat(Enum):
    """How findings are printed: for people with excerpts or a line each, for programs, as what other tools read."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


class DriftFormat(Enum):
    """How drift is printed: for people as a diff, for programs, for GitHub's annotations."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class ProtocolFormat(Enum):
    """How a protocol is explained: for people as tables, for programs."""

    TEXT = "text"
    JSON = "json"


class FailOn(Enum):
    """The least weight of a change for which the answer is no."""

    BREAKING = "breaking"
    RISKY = "risky"


class PactFormat(Enum):
    """How a verification is reported: for people, for programs, for GitHub's annotations, as a test report."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    JUNIT = "junit"


class SchemaKind(Enum):
    """What a schema for editors is about."""

    SETTINGS = "settings"
    DOCUMENT = "document"


class Side(Enum):
    """Who sends a message."""

    CLIENT = "client"
    SERVER = "server"


class FuzzFormat(Enum):
    """How the result of a search for faults is printed: for people, for programs."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Option:
    """One option, or an argument where `flags` is empty; `metavar` stands for its value in `--help`."""

    flags: tuple[str, ...]
    help: str
    metavar: str | None = None


SPEC: Final = Option((), "The AsyncAPI document. [default: `spec` in [tool.wsgen]]", "SPEC")
SPECS: Final = Option(
    (),
    "AsyncAPI documents: files, folders, patterns such as 'apis/**/*.yml', and - for standard input. A folder or a "
    "pattern stands for every YAML and JSON file with the key `asyncapi`. [default: `spec` in [tool.wsgen]]",
    "SPECS",
)
OUT: Final = Option(("--out",), "The generated folder. [default: `out` in [tool.wsgen], else generated]", "DIR")
TARGET: Final = Option(
    ("--target",),
    "One output alone: python, or a name in [tool.wsgen.targets]; once for each. --out is its folder then.",
    "NAME",
)
CONFIG: Final = Option(
    ("--config",), "The pyproject.toml. [default: the nearest with [tool.wsgen], from the document upwards]", "FILE"
)
STRICT: Final = Option(("--strict",), "Every warning is an error.")
FINDINGS: Final = Option(("--format",), "How findings are printed.")
PROTOCOL: Final = Option(("--format",), "How the protocol is explained.")
DRIFT: Final = Option(("--format",), "How drift is printed.")
CONTRACTS: Final = Option((), "Contracts: files, folders, URLs. [default: contracts/*.json]", "FILES")
APP: Final = Option(("--app",), "The server's ASGI application. [default: `app` in [tool.wsgen]]", "MODULE:APP")
URL: Final = Option(("--url",), "A server that runs already, instead of --app.", "WS-URL")
ARGUMENT: Final = Option(
    ("--argument",),
    "What the handshake gives, such as token=demo; once for each. Overrules [tool.wsgen.arguments].",
    "NAME=VALUE",
)
STATES: Final = Option(
    ("--states", "--state-url"),
    "What sets provider states: a function (state, parameters), or a URL that Pact's JSON is posted to. [default: "
    "`states` in [tool.wsgen.pact]]",
    "MODULE:FUNCTION|URL",
)
TRIGGERS: Final = Option(
    ("--triggers",),
    "What lets the provider send an event: a function (description, parameters), or a URL. [default: `triggers` in "
    "[tool.wsgen.pact]]",
    "MODULE:FUNCTION|URL",
)
TIMEOUT: Final = Option(("--timeout",), "Seconds that each response may take.", "SECONDS")
BROKER: Final = Option(
    ("--broker",),
    "A Pact broker; PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD, say who asks.",
    "URL",
)
PROVIDER: Final = Option(("--provider",), "Whose latest contracts are meant, of the broker's.", "NAME")
SPEC_OPTION: Final = Option(("--spec",), "The AsyncAPI document. [default: `spec` in [tool.wsgen]]", "SPEC")
PACT: Final = Option(("--format",), "How the outcome is printed.")
QUIET: Final = Option(("--quiet", "-q"), "Print nothing where the answer is yes.")
VERBOSE: Final = Option(("--verbose", "-v"), "Say each step as it begins, and name each file that is written.")
NO_CACHE: Final = Option(
    ("--no-cache",), "Make every text again, and keep none for the next run. Always so where CI is set."
)
PROFILE: Final = Option(("--profile",), "Print the time of each step, and the most memory, on standard error.")
SEED: Final = Option(("--seed",), "Try the same things again. [default: another one each time]", "NUMBER")
TIME: Final = Option(("--time",), "How long to search.", "SECONDS")
MAX_FRAMES: Final = Option(("--max-frames",), "Stop after so many frames.", "COUNT")
REPLAY: Final = Option(("--replay",), "Run a failure again that was found before, instead of searching.", "FILE")
FAILURES: Final = Option(("--out",), "The folder in which a failure is kept.", "DIR")
FUZZ: Final = Option(("--format",), "How the result is printed.")
SITE: Final = Option(("--out",), "The folder of the page, wsgen's alone.", "DIR")
SINCE: Final = Option(
    ("--since",),
    "Tell what changed since then: a file, or a git revision, such as HEAD~1, main or a tag.",
    "FILE|REVISION",
)
SERVE: Final = Option(("--serve",), "Serve the page instead, and load it again when the document changes.")
PORT: Final = Option(("--port",), "The port. 0 takes a free one.", "PORT")
HOST: Final = Option(("--host",), "The address that is listened at; 0.0.0.0 is every one.", "HOST")
MOCK_SEED: Final = Option(("--seed",), "Send the same frames again. [default: another one each time]", "NUMBER")
PACE: Final = Option(("--pace",), "How long a reply takes, and each item of a stream; 0 for no pause.", "SECONDS")
EVERY: Final = Option(("--every",), "The time between two events of a topic; with 0 each comes once.", "SECONDS")
REQUIRE: Final = Option(
    ("--require",), "What a client must give, such as token=demo; others are closed 4401.", "NAME=VALUE"
)
SCENARIO: Final = Option(("--scenario",), "What to do instead, as docs/mock.md says: rules in YAML.", "FILE")
LATENCY: Final = Option(("--latency",), "Milliseconds that each frame of the server is late, such as 200±50.", "MS")
DROP: Final = Option(("--drop",), "The share of the server's frames that are lost, 0 to 1.", "SHARE")
CLOSE_AFTER: Final = Option(
    ("--close-after",), "Close each connection with a code, such as 4408, or 4408@30 for after 30 s.", "CODE[@SECONDS]"
)
MALFORMED: Final = Option(("--malformed",), "The share of the server's frames that are damaged, 0 to 1.", "SHARE")
RECORD: Final = Option(("--record",), "Write each frame to a new file of JSON lines, as docs/mock.md tells.", "FILE")
PROXY: Final = Option(
    ("--proxy",), "Stand between clients and this real server, and check the frames of both, instead of a mock.", "URL"
)
PROXY_STRICT: Final = Option(("--strict",), "With --proxy: close connections on frames that the document forbids.")
CODES: Final = Option((), "Codes of diagnostics, such as WSG310. Without any: list them all.", "CODES")
AGAINST: Final = Option(
    ("--against",),
    "What the document was: a file, or a git revision, such as HEAD~1, main or a tag. REVISION:PATH where it was "
    "called otherwise there.",
    "FILE|REVISION",
)
CHANGES: Final = Option(("--format",), "How changes are printed.")
FAIL_ON: Final = Option(("--fail-on",), "The least weight of a change for which the answer is no.")
WITNESS: Final = Option(("--witness",), "Show changes by frames, where one can.")
ALLOW_NEW: Final = Option(("--allow-new",), "A document that wasn't there at the revision breaks nobody.")
SCENARIOS: Final = Option((), "Files of scenarios. [default: contracts/*.py]", "SCENARIOS")
CONTRACTS_OUT: Final = Option(("--out",), "Where contracts belong. [default: beside their scenarios]", "DIR")
CONTRACTS_CHECK: Final = Option(("--check",), "Write nothing; exit with 1 and a diff where a contract differs.")
FMT_CHECK: Final = Option(("--check",), "Write nothing; exit with 1 where a file would change.")
SCHEMA: Final = Option((), "settings: [tool.wsgen] of pyproject.toml; document: the x-wsgen keys.", "settings|document")
MESSAGE_NAME: Final = Option((), "The message's name, such as SendPhoto.", "NAME")
CHANNEL_NAME: Final = Option((), "The channel's name; in AsyncAPI 2 its address.", "NAME")
CHANNEL: Final = Option(("--channel",), "The channel that carries it. [default: the only one]", "NAME")
DIRECTION: Final = Option(("--direction",), "Who sends it.")
REPLY: Final = Option(("--reply",), "The message that answers it; one that isn't there yet is added too.", "NAME")
FIELD: Final = Option(
    ("--field",),
    "A field of the payload, such as count:integer; note?:string may be left out. Once for each.",
    "NAME:TYPE",
)
ADDRESS: Final = Option(
    ("--address",), "Its address, such as 'prices:{symbol}'. [default: the name, with / where others have it]", "TEXT"
)
SCAFFOLD: Final = Option(("--scaffold",), "Then write the handlers that your own server lacks into its file, once.")
NAME: Final = Option((), "The project's name, and its folder's.", "NAME")
FROM_MESSAGES: Final = Option(
    ("--from-messages",),
    "Draft the document from recorded frames: of `wsgen mock --record`, a browser's HAR, or a JSON value a line.",
    "FILE",
)
FROM_SERVER: Final = Option(
    ("--from-server",), "Serve this ASGI application, and draft the document from what crosses.", "MODULE:APP"
)
APP_PORT: Final = Option(("--port",), "The port of --from-server. 0 takes a free one.", "PORT")
VERSION: Final = Option(("--version",), "Print the version of wsgen.")

"""The codes WSG841 to WSG869: contract files, and the scenarios that they are recorded from."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG841",
        "a contract isn't of Pact specification 4.0",
        Severity.ERROR,
        "Messages with several responses exist since Pact specification 4.0, which the file must name "
        "in `metadata.pactSpecification.version`. Older files, and files of a later wsgen, may mean something else by "
        "the same keys.",
        bad='"metadata": {"pactSpecification": {"version": "3.0.0"}}\n',
        good='"metadata": {"pactSpecification": {"version": "4.0"}}\n',
    ),
    Entry(
        "WSG842",
        "a value in a contract has the wrong form",
        Severity.ERROR,
        "What isn't understood in a contract can't be verified, so it is never passed over. A contract is written by "
        "`wsgen pact capture`, or by another tool of Pact, and not by hand.",
        bad='"response": {"contents": {"content": {"type": "pong"}}}\n',
        good='"response": [{"contents": {"content": {"type": "pong"}}}]\n',
    ),
    Entry(
        "WSG843",
        "an interaction of a contract is no message, or one of two with the same name",
        Severity.ERROR,
        "On a WebSocket there are messages that a request asks for (`Synchronous/Messages`) and messages that come of "
        "their own accord (`Asynchronous/Messages`), as JSON. Each has a description that no other has.",
        bad='"type": "Synchronous/HTTP"\n',
        good='"type": "Synchronous/Messages"\n',
    ),
    Entry(
        "WSG844",
        "a file of scenarios can't be recorded",
        Severity.ERROR,
        "A file of scenarios is Python that defines one `Consumer`, with the class of a generated client for asyncio, "
        "and scenarios of it. It is run when it is recorded.",
        bad="# contracts/frontend_v1.py: no Consumer\nasync def opens_a_thread(chat: ChatClient) -> None: ...\n",
        good='frontend = Consumer("frontend", provider="chat", client=ChatClient)\n',
    ),
    Entry(
        "WSG845",
        "a scenario raised",
        Severity.ERROR,
        "A scenario runs against the documented server, which answers every request as declared. What it raises says "
        "that the consumer expects something else than the document says.",
        bad='@frontend.scenario("opens a thread")\nasync def opens(chat: ChatClient) -> None:\n    assert False\n',
        good='@frontend.scenario("opens a thread")\nasync def opens(chat: ChatClient) -> None: ...\n',
    ),
    Entry(
        "WSG846",
        "a scenario sends what the document forbids",
        Severity.ERROR,
        "A generated client refuses to send an invalid message, so this client isn't what wsgen generates of the "
        "document: it was changed, or goes around its own checks.",
        bad='await chat._keeper.connection.write("{}")\n',
        good='await chat.send_message(thread_id=42, content="hello")\n',
    ),
    Entry(
        "WSG847",
        "a scenario records nothing",
        Severity.ERROR,
        "A contract of nothing is kept by every provider. What was meant is perhaps only begun: a coroutine that "
        "nobody awaits, a stream that nobody reads.",
        bad='@frontend.scenario("says hello")\nasync def says(chat: ChatClient) -> None:\n    chat.send_message()\n',
        good='@frontend.scenario("says hello")\nasync def says(chat: ChatClient) -> None:\n'
        "    async for _ in chat.send_message():\n        pass\n",
    ),
    Entry(
        "WSG848",
        "two scenarios have the same description",
        Severity.ERROR,
        "An interaction is known by its description: in the contract, in reports, and to a broker.",
        bad='@frontend.scenario("says hello")\n...\n@frontend.scenario("says hello")\n',
        good='@frontend.scenario("says hello")\n...\n@frontend.scenario("says hello again")\n',
    ),
    Entry(
        "WSG849",
        "the package of a consumer's client isn't what the document says",
        Severity.ERROR,
        "The contract would say what an older document said, or another one. So nothing is recorded before both are "
        "the same.",
        bad="# chat.yml has a new message, generated/ hasn't\n",
        good="# wsgen regen, then wsgen pact capture\n",
    ),
)

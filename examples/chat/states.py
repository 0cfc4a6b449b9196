"""Brings the chat server into the states that contracts begin in. `make pact-verify` calls this."""

from typing import Any

from generated.models import AgentEvent

from .server import chat


async def set_up(state: str, parameters: dict[str, Any]) -> None:
    """Make true what a contract takes for granted."""
    match state:
        case "thread exists":
            chat.say(parameters["thread_id"], "user", "What is AsyncAPI?")
            chat.say(parameters["thread_id"], "assistant", "A way to describe message-driven interfaces.")
        case "agent is running":
            pass  # The one agent there is always runs; `trigger` lets it say so.
        case _:
            raise KeyError(state)


async def trigger(description: str, parameters: dict[str, Any]) -> None:
    """Let an agent do what a contract's event tells of."""
    agent = parameters["agent_id"]
    await chat.agent(agent_id=agent).send(AgentEvent(agent_id=agent, data={"status": "running"}))

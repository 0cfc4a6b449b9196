"""Clients of the document with enveloped frames, as their users write them."""

import asyncio

from zerg_wrapped import ZergClient
from zerg_wrapped.models import AgentEventData, StreamChunkData, StreamEndData, StreamStartData


async def converse(client: ZergClient, thread_id: int, text: str) -> list[str]:
    """Open a thread, say something, and read what everyone on it gets."""
    said: list[str] = []
    async with asyncio.timeout(5), client.thread(thread_id=thread_id) as frames:
        await client.send_message(thread_id=thread_id, content=text, metadata={"tone": "friendly"})
        async for frame in frames:
            match frame:
                case StreamStartData(thread_id=number):
                    said.append(f"start {number}")
                case StreamChunkData(content=content, chunk_type=kind):
                    said.append(f"{kind}: {content}")
                case StreamEndData():
                    return said
                case _:
                    said.append(type(frame).__name__)
    return said


async def agent_status(client: ZergClient, agent_id: int) -> str | None:
    """Wait for an agent's first event."""
    async with asyncio.timeout(5), client.agent(agent_id=agent_id) as events:
        await client.send_message(thread_id=agent_id, content="agent")
        async for event in events:
            if isinstance(event, AgentEventData):
                return event.status
    return None

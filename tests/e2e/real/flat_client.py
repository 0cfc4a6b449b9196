"""Clients of the document with flat frames, as their users write them."""

import asyncio

from zerg_flat import Closed, ZergClient
from zerg_flat.models import AgentEvent, NodeLog, StreamChunk, StreamEnd, StreamStart, ThreadHistory


async def converse(client: ZergClient, thread_id: int, text: str) -> list[str]:
    """Join a thread, say something, and read what everyone on it gets."""
    said: list[str] = []
    async with asyncio.timeout(5), client.thread(thread_id=thread_id) as frames:
        await client.send_message(thread_id=thread_id, content="join")
        await client.send_message(thread_id=thread_id, content=text)
        async for frame in frames:
            match frame:
                case ThreadHistory(messages=messages):
                    said.append(f"{len(messages)} before")
                case StreamStart(thread_id=number):
                    said.append(f"start {number}")
                case StreamChunk(content=content, chunk_type=kind):
                    said.append(f"{kind}: {content}")
                case StreamEnd():
                    return said
    return said


async def agent_event(client: ZergClient, agent_id: str) -> AgentEvent:
    """Wait for the first event of an agent."""
    async with asyncio.timeout(5), client.agent(agent_id=agent_id) as events:
        await client.send_message(thread_id=1, content=f"agent {agent_id}", metadata={"tone": "friendly"})
        return await anext(events)


async def node_log(client: ZergClient, execution_id: int) -> NodeLog | None:
    """Wait for the first line of a run's log."""
    async with asyncio.timeout(5), client.workflow_execution(execution_id=execution_id) as frames:
        await client.send_message(thread_id=1, content=f"run {execution_id}")
        async for frame in frames:
            if isinstance(frame, NodeLog):
                return frame
    return None


async def end_of(client: ZergClient, content: str) -> Closed | None:
    """Say something that ends the connection, and give what it ended with."""
    async with asyncio.timeout(5), client.thread(thread_id=1) as frames:
        await client.send_message(thread_id=1, content=content)
        try:
            async for _ in frames:
                pass
        except Closed as closed:
            return closed
    return None

"""A server of the document with flat frames, as its user writes it."""

from zerg_flat import Connection, ErrorReply, Reject, ZergServer
from zerg_flat.models import (
    AgentEvent,
    Error,
    NodeLog,
    SendMessage,
    StreamChunk,
    StreamEnd,
    StreamStart,
    SystemMessage,
    ThreadHistory,
)


class Zerg(ZergServer):
    """Answers on the thread's topic, since the document declares no replies."""

    async def on_send_message(self, connection: Connection, message: SendMessage) -> None:
        """Do what the content says."""
        thread = self.thread(thread_id=message.thread_id)
        match message.content.split():
            case ["join"]:
                connection.subscribe(thread)
                await connection.send(ThreadHistory(thread_id=message.thread_id, messages=[{"role": "user"}]))
            case ["leave"]:
                connection.unsubscribe(thread)
                await connection.send(ThreadHistory(thread_id=message.thread_id, messages=[]))
            case ["agent", agent_id]:
                agent = self.agent(agent_id=agent_id)
                connection.subscribe(agent)
                await agent.send(AgentEvent(data={"metadata": message.metadata}))
            case ["run", run_id]:
                run = self.workflow_execution(execution_id=int(run_id))
                connection.subscribe(run)
                await run.send(NodeLog(execution_id=int(run_id), node_id="n", stream="stdout", text="…"))
            case ["announce"]:
                await self.system().send(SystemMessage(v=1, type="news", topic="system", ts=1, data={"n": 1}))
            case ["missing"]:
                raise ErrorReply(Error(code=404, message="no such thread", details=None))
            case ["out"]:
                raise Reject(4403, "not yours")
            case ["fail"]:
                raise RuntimeError("as a handler may")
            case _:
                await thread.send(StreamStart(thread_id=message.thread_id))
                await thread.send(
                    StreamChunk(thread_id=message.thread_id, content=message.content, chunk_type="assistant_token")
                )
                await thread.send(StreamEnd(thread_id=message.thread_id))


app = Zerg().asgi()

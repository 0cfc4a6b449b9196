"""What the frontend does with the chat service. `make pact-capture` records it into frontend-v1.json."""

from generated import ChatClient
from wsgen.contract import Consumer

frontend = Consumer("frontend", provider="chat", client=ChatClient, arguments={"token": "demo"})


@frontend.scenario("opens a conversation", given={"thread exists": {"thread_id": 42}})
async def opens_a_conversation(chat: ChatClient) -> None:
    history = await chat.subscribe_thread(thread_id=42)
    assert history.thread_id == 42


@frontend.scenario("says something", given={"thread exists": {"thread_id": 42}})
async def says_something(chat: ChatClient) -> None:
    async for _ in chat.send_message(thread_id=42, content="What is AsyncAPI?"):
        pass


@frontend.scenario("follows an agent", given={"agent is running": {"agent_id": 7}})
async def follows_an_agent(chat: ChatClient) -> None:
    async with chat.agent(agent_id=7) as events:
        async for event in events:
            assert event.agent_id == 7
            break

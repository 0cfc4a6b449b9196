//! What a program does with chat's crate: a client over a transport of its own, frames, topics.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use chat::channels::{Agent, System, Thread};
use chat::models::{Pong, SendMessage, StreamChunk, StreamChunkChunkType, Subscribe};
use chat::{ChatClient, ChatClientToServer, ChatServerToClient, ClientError, DecodeError, Transport};

#[derive(Default)]
struct Script {
    incoming: VecDeque<&'static str>,
    outgoing: Vec<String>,
}

impl Transport for Script {
    type Error = &'static str;

    async fn send(&mut self, text: String) -> Result<(), Self::Error> {
        self.outgoing.push(text);
        Ok(())
    }

    async fn next(&mut self) -> Option<Result<String, Self::Error>> {
        self.incoming.pop_front().map(|text| match text {
            "broken" => Err(text),
            text => Ok(text.to_owned()),
        })
    }
}

/// Nothing here waits for anything.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn a_client_answers_pings_and_gives_all_else() {
    let incoming = [
        r#"{"type": "ping", "ping_id": "5f1c"}"#,
        r#"{"type": "stream_chunk", "thread_id": 42.0, "content": "Hel", "chunk_type": "assistant_token"}"#,
        r#"{"type": "unheard_of"}"#,
        "broken",
    ];
    let mut chat = ChatClient::new(Script { incoming: incoming.into(), ..Script::default() });
    let message = SendMessage { metadata: Some([("tone".to_owned(), "friendly".into())].into()), ..SendMessage::new(42, "Hi") };
    ready(chat.send(message)).unwrap();
    let chunk = StreamChunk::new(42, "Hel", StreamChunkChunkType::AssistantToken);
    assert_eq!(ready(chat.next()), Ok(Some(ChatServerToClient::StreamChunk(chunk))));
    assert_eq!(ready(chat.next()), Err(ClientError::Decode(DecodeError::Unknown)));
    assert_eq!(ready(chat.next()), Err(ClientError::Transport("broken")));
    assert_eq!(ready(chat.next()), Ok(None));
    let said: Vec<serde_json::Value> =
        chat.into_inner().outgoing.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    assert_eq!(said, [
        serde_json::json!({"type": "send_message", "thread_id": 42, "content": "Hi", "metadata": {"tone": "friendly"}}),
        serde_json::json!({"type": "pong", "ping_id": "5f1c"}),
    ]);
}

#[test]
fn what_the_types_do_not_allow_is_no_frame() {
    for text in [
        "{",
        "[]",
        "null",
        r#"["pong", "5f1c"]"#,
        r#"{"type": "pong"}"#,
        r#"{"type": "pong", "ping_id": 5}"#,
        r#"{"type": "subscribe", "topics": [], "after": null}"#,
        r#"{"type": "subscribe", "topics": {}}"#,
        r#"{"type": "subscribe_thread", "thread_id": 1.5}"#,
        r#"{"type": "send_message", "thread_id": 1, "content": "", "metadata": []}"#,
    ] {
        assert!(ChatClientToServer::decode(text).is_err(), "{text}");
    }
    for text in [
        r#"{"type": "stream_chunk", "thread_id": 1, "content": "", "chunk_type": "sound"}"#,
        r#"{"type": "stream_chunk", "thread_id": 1, "content": "", "chunk_type": {"tool_output": null}}"#,
    ] {
        assert!(ChatServerToClient::decode(text).is_err(), "{text}");
    }
}

#[test]
fn absent_and_null_are_two_things() {
    let read = |text: &str| match ChatServerToClient::decode(text) {
        Ok(ChatServerToClient::Error(error)) => error.details,
        other => panic!("{other:?}"),
    };
    assert_eq!(read(r#"{"type": "error", "code": 1, "message": ""}"#), None);
    let null = r#"{"code":1,"details":null,"message":"","type":"error"}"#;
    assert_eq!(read(null), Some(None));
    assert_eq!(ChatServerToClient::decode(null).unwrap().encode().unwrap(), null);
}

#[test]
fn a_topic_is_written_as_its_address_and_read_from_it() {
    assert_eq!(Thread::new(42).to_string(), "thread:42");
    assert_eq!(Thread::parse("thread:42"), Some(Thread { thread_id: 42 }));
    assert_eq!(Agent::parse("agent:-7"), Some(Agent::new(-7)));
    for other in ["thread:", "thread:042", "thread:+4", "thread:4x", "agent:42", "thread:99999999999999999999"] {
        assert_eq!(Thread::parse(other), None, "{other}");
    }
    assert_eq!(System::parse("system"), Some(System::new()));
    let topics = Subscribe::new(vec![Agent::new(7).to_string()]);
    assert_eq!(ChatClientToServer::from(topics).name(), "subscribe");
    assert_eq!(ChatClientToServer::from(Pong::new("a")).encode().unwrap(), r#"{"ping_id":"a","type":"pong"}"#);
}

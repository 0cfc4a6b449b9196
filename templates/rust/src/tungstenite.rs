//! Connections of tokio-tungstenite as the transport of a client.

use futures_util::{Sink, SinkExt, Stream, StreamExt};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::transport::Transport;

/// A WebSocket of tokio-tungstenite, or anything else that its messages go in and out of.
pub struct Tungstenite<S>(pub S);

impl<S> Transport for Tungstenite<S>
where
    S: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Unpin + Send,
{
    type Error = Error;

    async fn send(&mut self, text: String) -> Result<(), Error> {
        self.0.send(Message::text(text)).await
    }

    async fn next(&mut self) -> Option<Result<String, Error>> {
        loop {
            match self.0.next().await? {
                Ok(Message::Text(text)) => return Some(Ok(text.to_string())),
                Ok(Message::Close(_)) => return None,
                // The protocol's frames are texts; tungstenite answers pings of WebSocket by itself.
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

//! What a client needs of a connection: texts out, texts in.

use std::future::Future;

/// A connection that carries texts. `tungstenite::Tungstenite` is one; so is whatever a test makes up.
pub trait Transport {
    /// What the connection may fail with.
    type Error;

    /// Gives a text to the other side.
    fn send(&mut self, text: String) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The next text of the other side; None where it has closed the connection.
    fn next(&mut self) -> impl Future<Output = Option<Result<String, Self::Error>>> + Send;
}

//! What can go wrong with a frame, and with a connection.

use std::error::Error;
use std::fmt;

/// Why a text is no frame of the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// It isn't JSON.
    NotJson(String),
    /// It is no message that this direction has; a newer peer may have more of them.
    Unknown,
    /// It is this message by its tag, and isn't what the document says of it.
    Invalid {
        message: &'static str,
        reason: String,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(reason) => write!(to, "not JSON: {reason}"),
            Self::Unknown => to.write_str("no message of this direction"),
            Self::Invalid { message, reason } => write!(to, "{message}: {reason}"),
        }
    }
}

impl Error for DecodeError {}

/// Why a message can't be written as a frame, such as a number that JSON doesn't have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError(String);

impl EncodeError {
    pub(crate) fn from_serde(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "can't be written as a frame: {}", self.0)
    }
}

impl Error for EncodeError {}

/// What a client may fail with; `E` is its transport's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientError<E> {
    /// The connection is broken.
    Transport(E),
    /// The server's frame isn't one of the protocol.
    Decode(DecodeError),
    /// The message can't be written as a frame.
    Encode(EncodeError),
}

impl<E: fmt::Display> fmt::Display for ClientError<E> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(to),
            Self::Decode(error) => error.fmt(to),
            Self::Encode(error) => error.fmt(to),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> Error for ClientError<E> {}

"""The crate that Rust programs use: a Protocol becomes models, frames, topics and clients."""

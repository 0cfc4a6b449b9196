"""Crates of several protocols in one workspace, and a program that reads and writes frames with all of them."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from wsgen.code.view.side import Side
from wsgen.plan.protocol import Direction, Protocol
from wsgen.rust.emit import emit
from wsgen.rust.frames import side_name
from wsgen.rust.package import crate_name

ROOT = Path(__file__).parent.parent.parent
# Where Debian's packages put the crates that they bring.
REGISTRY = Path("/usr/share/cargo/registry")
STUB = """//! The part of tokio-tungstenite's interface that the adapter uses: the crate itself isn't among Debian's.
pub mod tungstenite {
    #[derive(Debug)]
    pub enum Error {
        ConnectionClosed,
    }
    pub struct CloseFrame;
    pub struct Utf8Bytes(String);
    impl From<String> for Utf8Bytes {
        fn from(text: String) -> Self {
            Self(text)
        }
    }
    impl std::fmt::Display for Utf8Bytes {
        fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            to.write_str(&self.0)
        }
    }
    pub enum Message {
        Text(Utf8Bytes),
        Binary(Vec<u8>),
        Ping(Vec<u8>),
        Pong(Vec<u8>),
        Close(Option<CloseFrame>),
    }
    impl Message {
        pub fn text<S: Into<Utf8Bytes>>(text: S) -> Message {
            Message::Text(text.into())
        }
    }
}
"""


def cargo_or_skip() -> None:
    """Skips the test where there is no cargo, or none of the crates; fails in CI where those alone are missing."""
    if shutil.which("cargo") is None:
        pytest.skip("cargo isn't installed here: Rust's own installer brings it")
    if not any(REGISTRY.glob("serde_json-*")):
        said = f"the crates aren't at {REGISTRY}: `make setup` installs them where it may"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)


def workspace(folder: Path, protocols: Mapping[str, Protocol]) -> None:
    """A cargo workspace in `folder`: a crate a protocol, called by its key, and the program `frames`."""
    for key, protocol in protocols.items():
        for path, text in emit(protocol).items():
            named = text.replace(f'name = "{crate_name(protocol)}"', f'name = "{key}"')
            named = named.replace(f"use {crate_name(protocol).replace('-', '_')}::", f"use {key}::")
            _write(folder / key / path, named)
    members = ", ".join(json.dumps(each) for each in (*protocols, "frames"))
    patch = '[patch.crates-io]\ntokio-tungstenite = { path = "stub" }\n'
    profile = "[profile.dev]\ndebug = 0\nincremental = false\n"
    _write(folder / "Cargo.toml", f'[workspace]\nresolver = "2"\nmembers = [{members}]\n{profile}{patch}')
    _write(folder / "stub" / "Cargo.toml", '[package]\nname = "tokio-tungstenite"\nversion = "0.29.0"\n')
    _write(folder / "stub" / "src" / "lib.rs", STUB)
    source = f'[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "{REGISTRY}"\n'
    _write(folder / ".cargo" / "config.toml", source)
    needs = "".join(f'{key} = {{ path = "../{key}" }}\n' for key in protocols)
    manifest = (
        f'[package]\nname = "frames"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nserde_json = "1"\n{needs}'
    )
    _write(folder / "frames" / "Cargo.toml", manifest)
    _write(folder / "frames" / "src" / "main.rs", _program(protocols))


def cargo(folder: Path, *arguments: str, stdin: str = "") -> str:
    """What cargo prints; the test fails where it does."""
    done = subprocess.run(
        ["cargo", *arguments, "--offline", "--quiet"],
        cwd=folder,
        input=stdin,
        env={**os.environ, "CARGO_TARGET_DIR": str(folder / "target"), "RUSTFLAGS": "-D warnings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sides(protocol: Protocol) -> Iterable[tuple[str, Side]]:
    """The enums of a protocol's crate by name."""
    for connection in protocol.connections:
        for way in Direction:
            side = Side(protocol, connection, way)
            if side.routes:
                yield str(side_name(protocol, connection, way)), side


def _program(protocols: Mapping[str, Protocol]) -> str:
    """Reads lines of crate, enum and frame; writes of each the message and its frame, or null and what was wrong."""
    arms = "".join(
        f'            ("{key}", "{name}") => {key}::{name}::decode(text)\n'
        "                .map_err(|error| error.to_string())\n"
        "                .and_then(|read| Ok((read.name(), read.encode().map_err(|error| error.to_string())?))),\n"
        for key, protocol in protocols.items()
        for name, _ in sides(protocol)
    )
    return (
        "use std::io::BufRead;\n\n"
        "fn main() {\n"
        "    for line in std::io::stdin().lock().lines() {\n"
        "        let line = line.unwrap();\n"
        "        let mut parts = line.splitn(3, '\\t');\n"
        "        let (key, name, text) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());\n"
        "        let found: Result<(&str, String), String> = match (key, name) {\n"
        f"{arms}"
        "            _ => unreachable!(),\n"
        "        };\n"
        "        match found {\n"
        '            Ok((name, text)) => println!("{}", serde_json::json!([name, text])),\n'
        '            Err(reason) => println!("{}", serde_json::json!([null, reason])),\n'
        "        }\n"
        "    }\n"
        "}\n"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

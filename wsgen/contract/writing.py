"""Writes a contract as canonical JSON: the same contract is the same text everywhere."""

import json
from collections.abc import Iterable, Mapping

from ..spec.node import Value
from .pact_file import FORMAT, JSON, Contents, Earlier, Event, Interaction, Notes, PactFile, ProviderState


def written(contract: PactFile) -> str:
    """The text of a contract's file: Pact specification 4.0, interactions by description, keys sorted."""
    interactions = sorted(contract.interactions, key=lambda each: each.description)
    whole: Value = {
        "consumer": {"name": contract.consumer},
        "provider": {"name": contract.provider},
        "interactions": [_interaction(each) for each in interactions],
        # Without the versions of libraries, which say nothing about the contract.
        "metadata": {"pactSpecification": {"version": "4.0"}, "wsgen": {"format": FORMAT}},
    }
    return json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _interaction(interaction: Interaction) -> Value:
    made: dict[str, Value] = {"description": interaction.description, "pending": interaction.pending}
    if interaction.states:
        made["providerStates"] = [_state(each) for each in interaction.states]
    if notes := _notes(interaction.notes):
        made["comments"] = {"wsgen": notes}
    if isinstance(interaction, Event):
        return {**made, "type": "Asynchronous/Messages", **_contents(interaction.contents)}
    responses: list[Value] = [_contents(each) for each in interaction.responses]
    return {**made, "type": "Synchronous/Messages", "request": _contents(interaction.contents), "response": responses}


def _contents(contents: Contents) -> dict[str, Value]:
    # A text by itself would be taken for the frame, and not for JSON in which it stands in quotes; null for no frame.
    is_text = isinstance(contents.value, str | None) and contents.content_type == JSON
    value: Value = json.dumps(contents.value, ensure_ascii=False) if is_text else contents.value
    encoded: Value = "JSON" if is_text else False
    made: dict[str, Value] = {
        "contents": {"content": value, "contentType": contents.content_type, "encoded": encoded},
        "metadata": {"contentType": contents.content_type, **contents.metadata},
    }
    if contents.rules:
        made["matchingRules"] = {"body": dict(contents.rules)}
    if contents.generators:
        made["generators"] = {"body": dict(contents.generators)}
    return made


def _state(state: ProviderState) -> Value:
    made: dict[str, Value] = {"name": state.name}
    return {**made, "params": dict(state.parameters)} if state.parameters else made


def _notes(notes: Notes) -> dict[str, Value]:
    connection: Mapping[str, Value] = {} if notes.connection is None else {"connection": notes.connection}
    arguments: Mapping[str, Value] = {"arguments": dict(notes.arguments)} if notes.arguments else {}
    earlier: Mapping[str, Value] = {"earlier": _earlier(notes.earlier)} if notes.earlier else {}
    repeated: Mapping[str, Value] = {"repeated": [*notes.repeated]} if notes.repeated else {}
    return {**connection, **arguments, **earlier, **repeated}


def _earlier(frames: Iterable[Earlier]) -> Value:
    return [{"frame": each.frame, "responses": each.responses} for each in frames]

"""Reads a contract by Pact's own library, so that it isn't wsgen alone that understands it."""

import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple


class Understood(NamedTuple):
    """One interaction as Pact's library understands it; `responses` is None for one that the provider begins."""

    description: str
    contents: Any
    responses: list[Any] | None
    made: list[Any]


def understood(text: str) -> list[Understood]:
    """All interactions of a contract; `made` are contents that the library makes of its generators."""
    return sorted(_interactions(text), key=lambda each: each.description)


def _interactions(text: str) -> Iterator[Understood]:
    os.environ["PACT_DO_NOT_TRACK"] = "true"
    from pact_ffi import ffi, lib

    def told(pointer: Any) -> Any:
        return None if pointer == ffi.NULL else json.loads(ffi.string(pointer))

    def made(pointer: Any) -> Any:
        assert pointer != ffi.NULL, "Pact's library can't make contents"
        return told(lib.pactffi_message_contents_get_contents_str(pointer))

    pact = lib.pactffi_parse_pact_json(text.encode())
    assert pact != ffi.NULL, "Pact's library can't read the contract"
    every = lib.pactffi_pact_model_interaction_iterator(pact)
    while (one := lib.pactffi_pact_interaction_iter_next(every)) != ffi.NULL:
        asked = lib.pactffi_pact_interaction_as_synchronous_message(one)
        if asked == ffi.NULL:
            event = lib.pactffi_pact_interaction_as_asynchronous_message(one)
            description = ffi.string(lib.pactffi_async_message_get_description(event)).decode()
            contents = told(lib.pactffi_async_message_get_contents_str(event))
            yield Understood(description, contents, None, [made(lib.pactffi_async_message_generate_contents(event))])
            continue
        numbers = range(lib.pactffi_sync_message_get_number_responses(asked))
        yield Understood(
            ffi.string(lib.pactffi_sync_message_get_description(asked)).decode(),
            told(lib.pactffi_sync_message_get_request_contents_str(asked)),
            [told(lib.pactffi_sync_message_get_response_contents_str(asked, each)) for each in numbers],
            [made(lib.pactffi_sync_message_generate_response_contents(asked, each)) for each in numbers],
        )

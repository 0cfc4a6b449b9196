"""Asks Pact's own engine whether a frame is what a contract expects; the only importer of pact_ffi."""

import importlib.util
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..spec.node import Value
from .json_path import Steps, steps_of
from .mismatch import NOTHING, Mismatch, Told, Wanted, cut, in_words, shown

if TYPE_CHECKING:
    import pact_ffi


class NoEngineError(Exception):
    """Pact's engine isn't installed; the message says how it is."""


class UnknownRuleError(Exception):
    """The engine can't work with the matching rules; the message says why."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One message that a contract expects, as the engine holds it."""

    wanted: Wanted
    is_json: bool
    _pact: "pact_ffi.PactHandle"  # What the engine knows of the interaction ends with it.
    _interaction: "pact_ffi.InteractionHandle"

    def mismatches(self, text: str) -> tuple[Mismatch, ...]:
        """How a frame's text differs from what is expected; nothing where Pact says that it matches."""
        import pact_ffi

        if "\0" in text:  # The engine would see only what is before it.
            return (Mismatch("$", "JSON" if self.is_json else shown(self.wanted.contents), cut(repr(text))),)
        told = pact_ffi.sync_message_match_response_contents(self._interaction, 0, None, text)
        if not told:
            return ()
        if not self.is_json:
            return (Mismatch("$", shown(self.wanted.contents), shown(text)),)
        try:
            came: Value = json.loads(text)
        except ValueError:
            return (Mismatch("$", "JSON", cut(text) if text else NOTHING),)
        every = [
            each
            for said in told
            for each in in_words(Told(str(said.get("path", "$")), str(said["mismatch"])), self.wanted, came)
        ]
        # What is told first is what stands first in the frame, however the engine went through it.
        return tuple(sorted(dict.fromkeys(every), key=lambda each: each.path))


def expectation(contents: Value, content_type: str, rules: Mapping[str, Value]) -> Expectation:
    """What the engine makes of contents and the matching rules of their body: `{"$.path": {"matchers": […]}}`.

    Raises NoEngineError where it isn't installed, UnknownRuleError where it can't read the rules, or where the contents
    don't follow them: no provider could then be said to.
    """
    _check_engine()
    import pact_ffi as engine

    is_json = not isinstance(contents, str) or content_type.partition(";")[0].strip().lower().endswith("json")
    text = json.dumps(contents) if is_json else str(contents)
    # A pact of its own for each response: the engine adds the rules of one to all that stand before it.
    pact = engine.new_pact("consumer", "provider")
    engine.with_specification(pact, engine.PactSpecification.V4)
    interaction = engine.new_sync_message_interaction(pact, "a response")
    engine.with_body(interaction, engine.InteractionPart.RESPONSE, content_type, text)
    if rules:
        try:
            engine.with_matching_rules(interaction, engine.InteractionPart.RESPONSE, json.dumps({"body": dict(rules)}))
        except RuntimeError:
            raise UnknownRuleError("Pact's engine can't read these matching rules") from None
    for told in engine.sync_message_match_response_contents(interaction, 0, None, text):
        path = "" if told.get("path", "$") == "$" else f"{told['path']}: "
        raise UnknownRuleError(f"{path}{told['mismatch']}")
    return Expectation(Wanted(contents, _by_steps(rules)), is_json, pact, interaction)


def _check_engine() -> None:
    # Pact's library would tell its authors that it is used; it reads this when it is loaded.
    os.environ["PACT_DO_NOT_TRACK"] = "true"
    if importlib.util.find_spec("pact_ffi") is None:
        raise NoEngineError("Pact's engine isn't installed; to install it: pip install 'wsgen[pact]'")


def _by_steps(rules: Mapping[str, Value]) -> Mapping[Steps, tuple[Mapping[str, Value], ...]]:
    found: dict[Steps, tuple[Mapping[str, Value], ...]] = {}
    for path, rule in rules.items():
        steps = steps_of(path)
        matchers = rule.get("matchers") if isinstance(rule, dict) else None
        if steps is not None and isinstance(matchers, list):
            found[steps] = tuple(each for each in matchers if isinstance(each, dict))
    return found

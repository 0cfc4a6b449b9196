"""What a user sets about planning, beside the document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """Settings that decide the plan. None means: as the document says, else as inferred.

    `perspective` is whose side the document describes (`server`, `client`). `ambiguous` is the level of messages that
    can't be told apart (`warning`, `error`). `connection` is whether channels share one connection (`shared`) or have
    one each (`own`). `asserts_formats` makes a rule of what is a remark. The heartbeat's two are seconds.
    """

    name: str | None = None
    perspective: str | None = None
    ambiguous: str = "warning"
    connection: str | None = None
    asserts_formats: bool = False
    heartbeat_interval: float | None = None
    heartbeat_timeout: float | None = None

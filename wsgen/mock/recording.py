"""Writes a frame that crossed as one line of a recording, as the console's export has it (docs/mock.md)."""

import base64
import json
from datetime import UTC, datetime
from typing import Final

from ..plan.protocol import Direction
from ..spec.node import Value
from .seen import Frame

_DIRECTIONS: Final = {Direction.CLIENT_TO_SERVER: "client → server", Direction.SERVER_TO_CLIENT: "server → client"}
# Who reads recordings knows three verdicts; what is no frame at all is against the document too.
_VERDICTS: Final = {"valid": "valid", "invalid": "invalid", "unreadable": "invalid", "unknown": "unknown"}


def recorded(frame: Frame) -> str:
    """One line of JSON without its end. A binary frame has `base64` where others have `text`."""
    at = datetime.fromtimestamp(frame.at, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
    content = frame.text
    line: dict[str, Value] = {
        "at": f"{at}Z",
        "connection": frame.connection,
        "direction": _DIRECTIONS[frame.direction],
        **({"text": content} if isinstance(content, str) else {"base64": base64.b64encode(content).decode()}),
        "message": frame.message,
        "verdict": _VERDICTS[frame.verdict.kind],
    }
    line |= {name: said for name, said in (("reason", frame.verdict.reason), ("note", frame.note)) if said}
    # Escaped, so that half a character of a frame that isn't Unicode does no harm to the file.
    return json.dumps(line, ensure_ascii=not _is_text(content))


def _is_text(content: str | bytes) -> bool:
    try:
        content.encode() if isinstance(content, str) else None
    except UnicodeEncodeError:
        return False
    return True

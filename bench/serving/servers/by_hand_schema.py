"""FastAPI with jsonschema, for JSON Schema's own verdict on what comes and what goes, and Pydantic models behind it."""

from typing import Annotated, Any

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from jsonschema import Draft7Validator
from pydantic import Field, TypeAdapter

from .by_hand_pydantic import Post, Said, Say, Words
from .listening import serve


def frame(action: str, **properties: Any) -> Draft7Validator:
    """The validator of one message."""
    payload = {"type": "object", "required": [*properties], "properties": properties}
    fields = {"action": {"const": action}, "payload": payload}
    return Draft7Validator({"type": "object", "required": [*fields], "properties": fields})


WORDS: dict[str, Any] = {
    "id": {"type": "integer", "minimum": 1},
    "text": {"type": "string", "minLength": 1, "maxLength": 1000},
}
CLIENT_TO_SERVER = {"say": frame("say", **WORDS), "post": frame("post", size={"type": "integer", "minimum": 0})}
SAID = frame("said", **WORDS)
MODELS: TypeAdapter[Say | Post] = TypeAdapter(Annotated[Say | Post, Field(discriminator="action")])

app = FastAPI()


@app.websocket("/ws")
async def talk(websocket: WebSocket) -> None:
    """Validate each frame by its schema, answer, close 1002 on what is invalid."""
    await websocket.accept()
    try:
        while True:
            received = await websocket.receive_json()
            if not CLIENT_TO_SERVER[received["action"]].is_valid(received):
                await websocket.close(1002)
                return
            message = MODELS.validate_python(received)
            if isinstance(message, Say):
                said = Said(payload=Words(id=message.payload.id, text=message.payload.text)).model_dump(mode="json")
                if not SAID.is_valid(said):
                    raise ValueError("this must not be sent")
                await websocket.send_json(said)
    except WebSocketDisconnect:
        return


if __name__ == "__main__":
    serve(app)

"""FastAPI with Pydantic models that a user would write by hand; what is sent is a model too, and trusted."""

from typing import Annotated, Literal, assert_never

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from .listening import serve


class Words(BaseModel):
    id: Annotated[int, Field(ge=1)]
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class Size(BaseModel):
    size: Annotated[int, Field(ge=0)]


class Say(BaseModel):
    action: Literal["say"]
    payload: Words


class Post(BaseModel):
    action: Literal["post"]
    payload: Size


class Said(BaseModel):
    action: Literal["said"] = "said"
    payload: Words


CLIENT_TO_SERVER: TypeAdapter[Say | Post] = TypeAdapter(Annotated[Say | Post, Field(discriminator="action")])

app = FastAPI()


@app.websocket("/ws")
async def talk(websocket: WebSocket) -> None:
    """Validate each frame, answer, close 1002 on what is invalid."""
    await websocket.accept()
    try:
        while True:
            message = CLIENT_TO_SERVER.validate_json(await websocket.receive_text(), strict=True)
            match message:
                case Say():
                    said = Said(payload=Words(id=message.payload.id, text=message.payload.text))
                    await websocket.send_text(said.model_dump_json())
                case Post():
                    pass
                case _:
                    assert_never(message)
    except ValidationError:
        await websocket.close(1002)
    except WebSocketDisconnect:
        return


if __name__ == "__main__":
    serve(app)

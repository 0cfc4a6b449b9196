"""The base of the models of what is no JSON object, or one of several: arrays, text, numbers, null, unions."""

from typing import Any, Generic

from pydantic import GetCoreSchemaHandler, RootModel
from pydantic_core import CoreSchema
from typing_extensions import TypeVar

from .exact import exact
from .wire import WireValue

RootT = TypeVar("RootT", default=Any)


class WireRoot(WireValue, RootModel[RootT], Generic[RootT]):
    """A JSON value of any kind that crosses the wire, in `root`: one class for one schema, as exact as `WireModel`.

    Write `class Prices(WireRoot[list[float]])`, or annotate `root` in the class, where the type may name the class
    itself. The constructor takes the value; one that can only be one value needs no argument.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's own schema of the class, made exact; runs when the class is complete, and wherever it is used."""
        schema = handler(source)
        model: Any = handler.resolve_ref_schema(schema)
        # A subclass with validators of its own has them around the model.
        while model["type"] != "model":
            model = model["schema"]
        model["schema"] = exact(model["schema"])
        return schema

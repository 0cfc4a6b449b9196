"""The base of every generated model. Needs pydantic only."""

from pydantic import BaseModel, ConfigDict


class WireModel(BaseModel):
    """What crosses the wire."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, allow_inf_nan=False)

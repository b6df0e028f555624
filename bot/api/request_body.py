"""Bodies of requests, which name a field that they do not have, so that a misspelt one is not let pass in silence."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

UNKNOWN_FIELD = "unknown_field"
"""The type of the validation error; its context holds the `unknown` field, and those that are `known`."""


class RequestBody(BaseModel):
    """The body of a request, or a part of one, that takes the fields it has and no others."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _has_known_fields(cls, data: Any) -> Any:
        names = {field.alias or name: name for name, field in cls.model_fields.items()}
        given = data if isinstance(data, dict) else {}
        unknown = next((key for key in given if key not in names and key not in names.values()), None)
        if unknown is not None:
            raise PydanticCustomError(
                UNKNOWN_FIELD,
                "There is no field {unknown}, only {known}",
                {"unknown": str(unknown), "known": ", ".join(names)},
            )
        return data

"""Request bodies, read or refused."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.base.simulator.server import Incoming
from connectors.shopee.simulator.envelope import Refused

B = TypeVar("B", bound=BaseModel)


class Body(BaseModel):
    """A body in which ids may be numbers or texts."""

    model_config = ConfigDict(coerce_numbers_to_str=True, protected_namespaces=())


def read(shape: type[B], request: Incoming) -> B:
    """The body in this shape; raises Refused as Shopee words it."""
    try:
        return shape.model_validate_json(request.body)
    except ValidationError:
        raise Refused("error_param", "Wrong parameters, detail: the body can't be read.") from None


def whole(text: str) -> int:
    """A whole number of the query; 0 where it is none."""
    return int(text) if text.isdecimal() else 0

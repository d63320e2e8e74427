"""What all arguments have in common. Scalars are coerced by the schema before they come here."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class Arguments(BaseModel):
    """Arguments with the API's camelCase names; what we don't know is left out."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: object) -> object:
        if isinstance(data, dict):
            return {name: value for name, value in data.items() if value is not None}
        return data


class NoArguments(Arguments):
    """None."""


class ById(Arguments):
    id: str


class ByIds(Arguments):
    ids: list[str]


class Key(Arguments):
    key: str


class MetadataItemInput(Arguments):
    key: str
    value: str


class MetadataArguments(Arguments):
    id: str
    input: list[MetadataItemInput]


class MetadataKeys(Arguments):
    id: str
    keys: list[str]


class Selector(Arguments):
    """One object by any of its keys."""

    id: str | None = None
    slug: str | None = None
    sku: str | None = None
    external_reference: str | None = None
    channel: str | None = None


class ByIdOrReference(Arguments):
    id: str | None = None
    external_reference: str | None = None

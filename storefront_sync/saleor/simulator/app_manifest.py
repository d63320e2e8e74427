"""What an app's manifest may hold, as far as the simulator reads it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from storefront_sync.saleor.simulator.events import VERSION

Version = tuple[int, ...]
_COMPARE: Mapping[str, Callable[[Version, Version], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
}


class ManifestPart(BaseModel):
    """A part of a manifest; keys that we don't know are ignored, as Saleor does."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class ManifestWebhook(ManifestPart):
    """A webhook that the app wants."""

    name: str
    target_url: str
    query: str
    async_events: list[str] = []
    is_active: bool = True


class ManifestExtension(ManifestPart):
    """A place in the Dashboard that the app wants. Mount and target are free text."""

    label: str
    url: str
    mount: str
    target: str = "POPUP"
    permissions: list[str] = []
    options: dict[str, object] = {}
    identifier: str | None = None


class ManifestLogo(ManifestPart):
    """Where the logo is."""

    default: str


class ManifestBrand(ManifestPart):
    """How the app looks in lists."""

    logo: ManifestLogo


class AppManifest(ManifestPart):
    """What an app says of itself."""

    id: str
    name: str
    version: str
    permissions: list[str] = []
    app_url: str = ""
    token_target_url: str = ""
    required_saleor_version: str | None = None
    about: str | None = None
    author: str | None = None
    brand: ManifestBrand | None = None
    extensions: list[ManifestExtension] = []
    webhooks: list[ManifestWebhook] = []

    @field_validator("author")
    @classmethod
    def _named(cls, value: str | None) -> str | None:
        if value is not None and not value.strip():
            raise PydanticCustomError("invalid", "Incorrect value for field: author")
        return value


def satisfied(wanted: str) -> bool:
    """Whether this server's version is in a range like ">=3.23.0 <4.0.0"; other forms count as satisfied."""
    here = _version(VERSION)
    bounds = re.findall(r"(>=|<=|>|<|=)\s*(\d+(?:\.\d+)*)", wanted)
    return all(_COMPARE[sign](here, _version(bound)) for sign, bound in bounds)


def _version(text: str) -> Version:
    return tuple(int(part) for part in text.split("."))

"""The control plane under /_sim/: what a checker reads, and what shoppers and staff do."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connectors.base.simulator.faults import Faults

Json = dict[str, object]
Outcome = tuple[int, Json]


class Part(BaseModel):
    """A body of the control plane."""

    model_config = ConfigDict(extra="ignore")


class OrderPiece(Part):
    """Pieces of one SKU."""

    sku: str
    quantity: int = Field(ge=1)


class NewOrder(Part):
    """What a shopper buys."""

    lines: list[OrderPiece] = Field(min_length=1)
    channel: str | None = None
    paid: bool = False


class Edit(Part):
    """What staff change in the Dashboard. `added` pieces come to what is on hand, without a moment in which a
    sale could slip in between."""

    sku: str
    quantity: int | None = None
    added: int | None = None
    price: int | None = None
    warehouse: str | None = None


class TokenAction(Part):
    """What happens to the apps' tokens; `app_id` limits it to one app."""

    action: str
    app_id: str | None = None


class Callback(Part):
    """Where webhooks are wanted."""

    url: str


class Install(Part):
    """An app to install."""

    manifest_url: str


class World(Protocol):
    """What the control plane steers. Refusals are (409, {"error": word})."""

    def truth(self) -> Json: ...

    def events(self, after: int, limit: int) -> Json: ...

    def credentials(self) -> Json: ...

    def faults(self) -> Faults: ...

    def set_faults(self, faults: Faults) -> None: ...

    def place_order(self, order: NewOrder) -> Outcome: ...

    def change_order(self, order_id: str, action: str) -> Outcome: ...

    def edit(self, edit: Edit) -> Outcome: ...

    def tokens(self, action: TokenAction) -> Outcome: ...

    def install(self, manifest_url: str) -> Outcome: ...

    def subscribe(self, url: str) -> Json: ...

    def waiting(self) -> int: ...


def control(
    world: World,
    key: str,
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: bytes,
) -> Outcome:
    """Answer one request of the control plane; 403 without the key, 400 for a body of another shape."""
    if not hmac.compare_digest(headers.get("x-sim-key", "").encode(), key.encode()):
        return 403, {"error": "forbidden"}
    try:
        given = json.loads(body) if body else {}
        return _route(world, method, path.removeprefix("/_sim/").strip("/"), query, given)
    except (ValueError, ValidationError):
        return 400, {"error": "malformed"}


def _route(world: World, method: str, path: str, query: Mapping[str, str], given: object) -> Outcome:
    if method == "GET":
        reads: dict[str, Callable[[], Json]] = {
            "truth": world.truth,
            "journal": lambda: world.events(int(query.get("after", "0")), int(query.get("limit", "1000"))),
            "credentials": world.credentials,
            "faults": lambda: world.faults().model_dump(),
            "waiting": lambda: {"waiting": world.waiting()},
        }
        read = reads.get(path)
        return (200, read()) if read else (404, {"error": "not_found"})
    if path == "faults":
        world.set_faults(Faults.model_validate(given))
        return 200, world.faults().model_dump()
    if path == "orders":
        return world.place_order(NewOrder.model_validate(given))
    if path == "edit":
        return world.edit(Edit.model_validate(given))
    if path == "tokens":
        return world.tokens(TokenAction.model_validate(given))
    if path == "install":
        return world.install(Install.model_validate(given).manifest_url)
    if path == "webhooks":
        return 200, world.subscribe(Callback.model_validate(given).url)
    parts = path.split("/")
    if len(parts) == 3 and parts[0] == "orders":
        return world.change_order(parts[1], parts[2])
    return 404, {"error": "not_found"}

"""The control plane under `/_sim/`: how tests, demo and checker drive a simulator over HTTP."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.base.simulator.consent import Seller
from connectors.base.simulator.control_dispatch import DispatchRoutes
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.orders import Step
from connectors.base.simulator.protocol import Simulator
from connectors.base.simulator.server import Incoming, Outgoing, as_json
from connectors.base.simulator.shelf import BookError
from mappings.words import ListingStatus

M = TypeVar("M", bound=BaseModel)

ORDER_STEPS = {step.value.replace("_", "-"): step for step in Step}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class _Line(_Body):
    item_id: str
    model_id: str = ""
    quantity: int = 1


class _Order(_Body):
    shop_id: str = ""
    lines: list[_Line]
    paid: bool = True


class _Edit(_Body):
    shop_id: str = ""
    item_id: str
    model_id: str = ""
    stock: int | None = None
    price: int | None = None
    status: ListingStatus | None = None


class _CampaignBody(_Body):
    shop_id: str = ""
    item_id: str
    model_id: str = ""
    stock: int | None
    ends_at: float | None = None
    price_locked: bool = False


class _TokenBody(_Body):
    shop_id: str
    action: Literal["expire", "revoke"]


class _SwitchBody(_Body):
    name: str
    position: str


class _ConsentBody(_Body):
    return_page: str = ""
    shops: tuple[str, ...] = ()
    declines: bool = False


class _WebhookBody(_Body):
    url: str


class ControlPlane:
    """Answers `/_sim/…`, guarded by the header X-Sim-Key. Faults never apply here."""

    def __init__(self, simulator: Simulator, key: str) -> None:
        self._simulator = simulator
        self._key = key
        self._dispatch = DispatchRoutes(simulator.dispatch, simulator.returns)
        self._routes: dict[tuple[str, str], Callable[[Incoming], object]] = {
            ("GET", "truth"): self._truth,
            ("GET", "journal"): self._journal,
            ("GET", "faults"): lambda request: simulator.dice.faults.model_dump(),
            ("POST", "faults"): self._faults,
            ("GET", "credentials"): lambda request: simulator.credentials(),
            ("POST", "orders"): self._place,
            ("POST", "edit"): self._edit,
            ("POST", "campaign"): self._campaign,
            ("POST", "tokens"): self._tokens,
            ("GET", "switches"): lambda request: simulator.switchboard.stand(),
            ("POST", "switches"): self._switches,
            ("POST", "consent"): self._consent,
            ("POST", "webhooks"): self._webhooks,
            ("GET", "webhooks"): lambda request: vars(simulator.webhooks.deliveries),
        }

    def answer(self, request: Incoming) -> Outgoing:
        """200 with JSON; 400 for a wrong body, 403 without the key, 404 for no such route, 409 with the
        book's word."""
        if not hmac.compare_digest(request.headers.get("X-Sim-Key", "").encode(), self._key.encode()):
            return as_json({"error": "forbidden"}, 403)
        name = request.path.removeprefix("/_sim/")
        route = (
            self._routes.get((request.method, name))
            or self._order_step(request.method, name)
            or self._dispatch.route(request.method, name)
        )
        if route is None:
            return as_json({"error": "unknown_route"}, 404)
        try:
            return as_json(route(request))
        except (ValidationError, ValueError):
            return as_json({"error": "bad_body"}, 400)
        except BookError as error:
            return as_json({"error": error.word}, 409)

    def _order_step(self, method: str, name: str) -> Callable[[Incoming], object] | None:
        parts = name.split("/")
        if method != "POST" or len(parts) != 3 or parts[0] != "orders" or parts[2] not in ORDER_STEPS:
            return None
        return lambda request: self._step(parts[1], ORDER_STEPS[parts[2]])

    def _step(self, order_id: str, step: Step) -> object:
        order = self._simulator.book.step(order_id, step)
        return {"order_id": order.order_id, "state": order.state.value}

    def _truth(self, request: Incoming) -> object:
        return self._simulator.truth(request.one("shop_id"))

    def _journal(self, request: Incoming) -> object:
        after = int(request.one("after", "0"))
        limit = int(request.one("limit", "10000"))
        events = self._simulator.journal.after(after, limit)
        return {"events": events, "last": self._simulator.journal.last}

    def _faults(self, request: Incoming) -> object:
        self._simulator.set_faults(Faults.model_validate_json(request.body))
        return self._simulator.dice.faults.model_dump()

    def _place(self, request: Incoming) -> object:
        body = _read(_Order, request)
        wanted = [(line.item_id, line.model_id, line.quantity) for line in body.lines]
        return {"order_id": self._simulator.place_order(body.shop_id, wanted, paid=body.paid)}

    def _edit(self, request: Incoming) -> object:
        body = _read(_Edit, request)
        self._simulator.edit(
            body.shop_id, body.item_id, body.model_id, stock=body.stock, price=body.price, status=body.status
        )
        return {}

    def _campaign(self, request: Incoming) -> object:
        body = _read(_CampaignBody, request)
        self._simulator.campaign(
            body.shop_id,
            body.item_id,
            body.model_id,
            body.stock,
            body.ends_at,
            price_locked=body.price_locked,
        )
        return {}

    def _tokens(self, request: Incoming) -> object:
        body = _read(_TokenBody, request)
        shop_id = self._simulator.book.shop(body.shop_id).shop_id
        if body.action == "expire":
            self._simulator.expire_token(shop_id)
        else:
            self._simulator.revoke_token(shop_id)
        return {}

    def _switches(self, request: Incoming) -> object:
        body = _read(_SwitchBody, request)
        self._simulator.switchboard.turn(body.name, body.position)
        return self._simulator.switchboard.stand()

    def _consent(self, request: Incoming) -> object:
        body = _read(_ConsentBody, request)
        if body.return_page:
            self._simulator.register_return_page(body.return_page)
        for shop_id in body.shops:
            self._simulator.book.shop(shop_id)
        self._simulator.desk.seller = Seller(body.shops, body.declines)
        return {}

    def _webhooks(self, request: Incoming) -> object:
        self._simulator.register_webhooks(_read(_WebhookBody, request).url)
        return {}


def _read(model: type[M], request: Incoming) -> M:
    return model.model_validate_json(request.body)

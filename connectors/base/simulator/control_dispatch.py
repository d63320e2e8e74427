"""The control plane's routes for shipping and for what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import BaseModel, ConfigDict

from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.returned import ReturnStep
from connectors.base.simulator.returns import Returns
from connectors.base.simulator.server import Incoming
from connectors.base.simulator.shipping import Shipping
from mappings.words import ParcelState

RETURN_STEPS = {step.value.replace("_", "-"): step for step in ReturnStep}
MISHAPS = {"fail": ParcelState.FAILED, "lose": ParcelState.LOST, "recover": None}

Route = Callable[[Incoming], object]


class _Return(BaseModel):
    """`lines` are pieces by the index of the order's line; empty = all."""

    model_config = ConfigDict(extra="forbid")

    order_id: str
    lines: dict[int, int] = {}
    goods_back: bool = True
    text: str = ""


class _PartCancelled(BaseModel):
    """`lines` are pieces by the index of the order's line."""

    model_config = ConfigDict(extra="forbid")

    lines: dict[int, int]


class DispatchRoutes:
    """Answers what concerns parcels and returns."""

    def __init__(self, dispatch: Dispatch, returns: Returns) -> None:
        self._dispatch = dispatch
        self._returns = returns
        self._fixed: Mapping[tuple[str, str], Route] = {
            ("GET", "shipping"): lambda request: dispatch.shipping.model_dump(),
            ("POST", "shipping"): self._shipping,
            ("POST", "returns"): self._ask_return,
        }

    def route(self, method: str, name: str) -> Route | None:
        """`shipping`, `returns`, `returns/<id>/<step>`, `orders/<id>/split`, `orders/<id>/cancel-part` and
        `parcels/<id>/<mishap>`."""
        fixed = self._fixed.get((method, name))
        parts = name.split("/")
        if fixed or method != "POST" or len(parts) != 3:
            return fixed
        kind, subject, what = parts
        if kind == "returns" and what in RETURN_STEPS:
            return lambda request: self._step_return(subject, RETURN_STEPS[what])
        if kind == "orders" and what == "split":
            return lambda request: {"parcels": [row.parcel_id for row in self._dispatch.split(subject)]}
        if kind == "orders" and what == "cancel-part":
            return lambda request: self._cancel_part(request, subject)
        if kind == "parcels" and what in MISHAPS:
            return lambda request: self._mishap(subject, MISHAPS[what])
        return None

    def _shipping(self, request: Incoming) -> object:
        self._dispatch.shipping = Shipping.model_validate_json(request.body)
        return self._dispatch.shipping.model_dump()

    def _ask_return(self, request: Incoming) -> object:
        body = _Return.model_validate_json(request.body)
        asked = self._returns.ask(body.order_id, body.lines, goods_back=body.goods_back, text=body.text)
        return {"return_id": asked.return_id, "state": asked.state.value}

    def _cancel_part(self, request: Incoming, order_id: str) -> object:
        body = _PartCancelled.model_validate_json(request.body)
        order = self._dispatch.cancel_in_seller_center(order_id, body.lines)
        return {"order_id": order.order_id, "state": order.state.value}

    def _step_return(self, return_id: str, step: ReturnStep) -> object:
        moved = self._returns.step(return_id, step)
        return {"return_id": moved.return_id, "state": moved.state.value}

    def _mishap(self, parcel_id: str, state: ParcelState | None) -> object:
        self._dispatch.mishap(parcel_id, state)
        return {}

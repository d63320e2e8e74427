"""A seller of a simulated Lazada, and calls written out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import cast

import requests

from connectors.lazada.sign import sign_request
from connectors.lazada.simulator import LazadaSimulator
from connectors.lazada.simulator.gate import APP
from tests.contract.world import SHOP, World

Json = dict[str, object]


class Seller:
    """The contract suite's world, at Lazada."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.world = World("lazada", now)
        self.connector = self.world.connect()

    @property
    def simulator(self) -> LazadaSimulator:
        """The simulator as what it is."""
        return cast(LazadaSimulator, self.world.sim)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        changed: Mapping[str, str | None] | None = None,
        json: object = None,
    ) -> Json:
        """A signed call. `changed` replaces parameters before they are signed; None leaves one out."""
        system: dict[str, str | None] = {
            "app_key": APP.key,
            "timestamp": str(int(self.world.now().timestamp() * 1000)),
            "sign_method": "sha256",
            "access_token": self.world.tokens[SHOP].pair.access,
            **(changed or {}),
        }
        given = {**{name: value for name, value in system.items() if value is not None}, **(query or {})}
        sign = sign_request(APP.secret, path, [*given.items(), *(form or {}).items()])
        answer = requests.request(
            method,
            f"{self.world.url}/rest{path}",
            params={"sign": sign, **given},
            data=form,
            json=json,
            timeout=5,
        )
        assert answer.status_code == 200
        found: Json = answer.json()
        return found

    def calls(self, name: str) -> int:
        """How often a call was made so far."""
        return sum(event["name"] == name for event in self.world.sim.events("call"))

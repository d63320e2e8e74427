"""The Saleors that sweeps are measured against: a simulator of this run, and live ones that are named."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import BaseModel

from storefront_sync.saleor.staff import login
from tests.bench.goods import product_list, put_there
from tests.saleor.contract.caller import staff_caller
from tests.saleor.contract.premises import plain_app
from tests.saleor.contract.server import EMAIL, PASSWORD, LiveServer

DELETE_APP = "mutation($id: ID!) { appDelete(id: $id) { errors { field code } } }"


class Given(BaseModel):
    """What the simulator's process says of itself."""

    api_url: str
    token: str


@dataclass(frozen=True)
class Saleor:
    """One with the goods in it; `token` is an app's."""

    name: str
    api_url: str
    token: str = field(repr=False)


@contextmanager
def simulated(variants: int) -> Iterator[Saleor]:
    """A simulator in a process of its own: its CPU isn't taken for ours."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.store", str(variants)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        given = Given.model_validate_json(process.stdout.readline())
        yield Saleor("simulator", given.api_url, given.token)
    finally:
        process.communicate(timeout=10)


@contextmanager
def live(api_url: str, variants: int) -> Iterator[Saleor]:
    """A live server, with the login of SALEOR_EMAIL and SALEOR_PASSWORD. Goods that are missing are made and
    stay for the next run; the app is deleted again."""
    server = LiveServer(api_url, os.environ[EMAIL], os.environ[PASSWORD])
    put_there(
        login(api_url, server.email, server.password, lambda: datetime.now(UTC)), product_list(variants)
    )
    staff = staff_caller(server)
    version = staff.data("{ shop { version } }")["shop"]["version"]
    app_id, token = plain_app(staff, "bench-sweep")
    try:
        yield Saleor(f"Saleor {version}", api_url, token)
    finally:
        assert staff.do(DELETE_APP, id=app_id)["errors"] == []

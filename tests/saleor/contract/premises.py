"""A shop of the suite's own on whatever server it runs against, and what is needed to be rid of it again.

Everything is named after the run, so that runs never meet. A run that was killed is cleared away by the next
one: only one may run on a server at a time. What stays for good: the kinds of goods and the settings that our
set-up makes, and the orders, which Saleor never deletes; they end in one channel that is switched off.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.manifest import PERMISSIONS
from storefront_sync.saleor.setup.blueprint import Blueprint
from storefront_sync.saleor.setup.blueprint_file import default_blueprint
from storefront_sync.saleor.setup.renaming import renamed
from storefront_sync.saleor.setup.run import SetUp, Shop, set_up
from storefront_sync.saleor.staff import login
from tests.saleor.contract.caller import LOGIN, Caller, staff_caller
from tests.saleor.contract.clearing import PREFIX, clear
from tests.saleor.contract.server import Server

CREATE_APP = """mutation($input: AppInput!) { appCreate(input: $input) {
  authToken app { id } errors { field code } } }"""


@dataclass(frozen=True)
class Premises:
    """A shop with two warehouses that was set up as a cooperative's is.

    `run` names everything of it. `client` is ours, with the token of an app that has our App's permissions
    and no more; `app` is the same for plain questions. `staff_client` and `staff` may do everything.
    """

    run: str
    server: Server
    blueprint: Blueprint
    first_set_up: SetUp
    staff: Caller
    staff_client: SaleorClient
    app: Caller
    app_id: str
    client: SaleorClient
    first_token: str = field(repr=False)
    """Staff's, from the beginning of the run: a test needn't wait all of its life to see it end."""

    @property
    def shop(self) -> Shop:
        """Ids of the channel, the warehouses and the marketplaces' shipping method."""
        return self.first_set_up.shop

    @property
    def channel(self) -> str:
        """The channel's slug."""
        return self.blueprint.channel.slug


@contextmanager
def premises_on(server: Server) -> Iterator[Premises]:
    """Clear what earlier runs left, set a shop up, and clear it away at the end, whatever happened."""
    run = f"{PREFIX}{uuid4().hex[:8]}"
    staff_client = login(server.api_url, server.email, server.password, server.now)
    staff = staff_caller(server)
    first = Caller(server.api_url).do(LOGIN, email=server.email, password=server.password)["token"]
    clear(staff, staff_client)
    try:
        blueprint = _blueprint(run)
        done = set_up(staff_client, blueprint)
        app_id, token = plain_app(staff, run)
        yield Premises(
            run=run,
            server=server,
            blueprint=blueprint,
            first_set_up=done,
            staff=staff,
            staff_client=staff_client,
            app=Caller(server.api_url, token),
            app_id=app_id,
            client=SaleorClient(server.api_url, token),
            first_token=first,
        )
    finally:
        clear(staff, staff_client)


def plain_app(staff: Caller, name: str, permissions: tuple[str, ...] = tuple(PERMISSIONS)) -> tuple[str, str]:
    """The id and token of an app without a manifest. Name it after the run, so that it is cleared away."""
    made = staff.do(CREATE_APP, input={"name": name, "permissions": list(permissions)})
    assert made["errors"] == []
    return made["app"]["id"], made["authToken"]


def _blueprint(run: str) -> Blueprint:
    data = renamed(default_blueprint(), name=f"Koperasi {run}", slug=run).model_dump(mode="json")
    first = data["warehouses"][0]
    second = {**first, "slug": f"{first['slug']}-2", "name": f"{first['name']} 2", "pickup": False}
    data["warehouses"].append(second)
    data["shipping"][0]["warehouses"].append(second["slug"])
    return Blueprint.model_validate(data)

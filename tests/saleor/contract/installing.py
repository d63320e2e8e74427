"""Installs an app as staff do, and waits for the outcome."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

from storefront_sync.saleor.manifest import PERMISSIONS
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.receiver import Receiver
from tests.saleor.contract.server import until
from tests.saleor.wire import Tree

INSTALL = """mutation($input: AppInstallInput!) { appInstall(input: $input) {
  appInstallation { id status appName manifestUrl } errors { field code message permissions } } }"""
INSTALLATIONS = "{ appsInstallations { id status message appName manifestUrl } }"
APPS = """query($after: String) { apps(first: 100, after: $after) {
  edges { node { id identifier } } pageInfo { hasNextPage endCursor } } }"""
APP = """query($id: ID!) { app(id: $id) {
  id identifier name isActive version appUrl manifestUrl aboutApp author
  permissions { code } brand { logo { default } }
  extensions { identifier label mountName targetName url permissions { code } settings }
  webhooks { id name isActive targetUrl subscriptionQuery asyncEvents { eventType } }
} }"""
DELETE = "mutation($id: ID!) { appDelete(id: $id) { errors { field code message } } }"
SWITCH = {
    True: "mutation($id: ID!) { appActivate(id: $id) { errors { field code } } }",
    False: "mutation($id: ID!) { appDeactivate(id: $id) { errors { field code } } }",
}
UPDATE = """mutation($id: ID!, $input: AppInput!) { appUpdate(id: $id, input: $input) {
  errors { field code } } }"""


@dataclass
class InstalledApp:
    """An app that staff installed from a receiver, with the token that it was given then."""

    id: str
    receiver: Receiver
    staff: Caller
    token: str

    @property
    def caller(self) -> Caller:
        """Plain questions with its token."""
        return Caller(self.staff.api_url, self.token)

    def there(self) -> Tree:
        """As the server has it."""
        return self.staff.data(APP, id=self.id)["app"]

    def switch(self, *, on: bool) -> None:
        """Staff switch it on or off."""
        assert self.staff.do(SWITCH[on], id=self.id)["errors"] == []

    def grant(self, *codes: str) -> None:
        """Staff leave it these permissions."""
        assert self.staff.do(UPDATE, id=self.id, input={"permissions": list(codes)})["errors"] == []

    def delete(self) -> None:
        """Staff delete it."""
        assert self.staff.do(DELETE, id=self.id)["errors"] == []


@dataclass
class Installing:
    """Staff at the "install" button."""

    premises: Premises
    _identifiers: list[str] = field(default_factory=list)

    def our_own(self, receiver: Receiver) -> Receiver:
        """The receiver with our manifest under an identifier and a name of this run, since each server has
        one app of an identifier."""
        run = f"{self.premises.run}-{uuid4().hex[:6]}"
        receiver.document |= {"id": run, "name": run}
        self._identifiers.append(run)
        return receiver

    def clear(self) -> None:
        """Delete the apps that were installed: a server goes on trying to tell an app that is gone."""
        for identifier in self._identifiers:
            found = self.find(identifier)
            if found:
                assert self.premises.staff.do(DELETE, id=found)["errors"] == []

    def ask(self, receiver: Receiver, *, activate: bool = True, permissions: object = None) -> Tree:
        """What `appInstall` answers at once."""
        given = {
            "appName": str(receiver.document["id"]),
            "manifestUrl": receiver.manifest_url,
            "permissions": list(PERMISSIONS) if permissions is None else permissions,
            "activateAfterInstallation": activate,
        }
        return self.premises.staff.do(INSTALL, input=given)

    def outcome(self, installation_id: str) -> Tree:
        """The installation's last row, None where it went well and is gone."""
        rows: list[Tree] = []

        def ended() -> bool:
            found = self.premises.staff.data(INSTALLATIONS)["appsInstallations"]
            rows[:] = [row for row in found if row["id"] == installation_id]
            return not rows or rows[0]["status"] != "PENDING"

        assert until(self.premises.server, ended, seconds=60), rows
        return rows[0] if rows else None

    def fails(self, receiver: Receiver) -> str:
        """The reason why an installation failed."""
        asked = self.ask(receiver)
        assert asked["errors"] == []
        ended = self.outcome(asked["appInstallation"]["id"])
        assert ended is not None, "it was installed"
        assert ended["status"] == "FAILED"
        return str(ended["message"])

    def install(self, receiver: Receiver, *, activate: bool = True) -> InstalledApp:
        """The app, installed from the receiver's document."""
        asked = self.ask(receiver, activate=activate)
        assert asked["errors"] == []
        ended = self.outcome(asked["appInstallation"]["id"])
        assert ended is None, ended
        return InstalledApp(
            self.find(str(receiver.document["id"])),
            receiver,
            self.premises.staff,
            receiver.token,
        )

    def find(self, identifier: str) -> str:
        """The id of the app with that identifier, "" where there is none."""
        after = None
        while True:
            page = self.premises.staff.data(APPS, after=after)["apps"]
            for edge in page["edges"]:
                if edge["node"]["identifier"] == identifier:
                    return str(edge["node"]["id"])
            if not page["pageInfo"]["hasNextPage"]:
                return ""
            after = page["pageInfo"]["endCursor"]

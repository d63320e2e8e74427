"""Apps: reading them, installing, switching off, deleting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storefront_sync.saleor.simulator.arguments.apps import (
    AppCreateArguments,
    AppInstallArguments,
    AppUpdateArguments,
)
from storefront_sync.saleor.simulator.arguments.base import ById, Selector
from storefront_sync.saleor.simulator.arguments.paging import PageArguments
from storefront_sync.saleor.simulator.binding import mutation, refuse, resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.paging import paginate
from storefront_sync.saleor.simulator.state.apps import App, Extension, Installation

MAY = ("MANAGE_APPS",)


@resolver("Query", "app", Selector)
def app(source: object, call: Call, wanted: Selector) -> App | None:
    """The calling app, or any for MANAGE_APPS; nobody else has an answer, which is how a dead token shows."""
    own = call.viewer.app
    if own is not None and wanted.id in (None, own.id):
        return own
    call.viewer.require("OWNER", *MAY)
    found = call.store.find(App, wanted.id)
    return found if found and not found.deleted else None


@resolver("Query", "apps", PageArguments, needs=MAY)
def apps(source: object, call: Call, page: PageArguments) -> dict[str, object]:
    """All apps that aren't deleted."""
    return paginate("apps", [row for row in call.store.apps if not row.deleted], page)


@resolver("Query", "appsInstallations", needs=MAY)
def installations(source: object, call: Call) -> list[Installation]:
    """Installations that run or have failed."""
    return call.store.installations


@resolver("AppInstallation", "createdAt")
def installation_created(source: Installation, call: Call) -> object:
    """When it was begun."""
    return source.created


@resolver("App", "permissions")
def permissions(source: App, call: Call) -> Sequence[dict[str, str]]:
    """What the app may do."""
    return _named(source.permissions)


@resolver("App", "aboutApp")
def about(source: App, call: Call) -> str:
    """What it says of itself."""
    return source.about


@resolver("App", "brand")
def brand(source: App, call: Call) -> dict[str, object] | None:
    """Its logo, if that could be fetched and was large enough."""
    return {"logo": {"default": source.logo}} if source.logo else None


@resolver("AppExtension", "mountName")
def mount_name(source: Extension, call: Call) -> str:
    """Free text, in capitals."""
    return source.mount.upper()


@resolver("AppExtension", "targetName")
def target_name(source: Extension, call: Call) -> str:
    """Free text, in capitals."""
    return source.target.upper()


@resolver("AppExtension", "permissions")
def extension_permissions(source: Extension, call: Call) -> Sequence[dict[str, str]]:
    """Who sees it."""
    return _named(source.permissions)


@mutation("appInstall", AppInstallArguments, needs=MAY)
def install(call: Call, arguments: AppInstallArguments) -> dict[str, object]:
    """Begin an installation; a worker fetches the manifest and hands the token over."""
    given = arguments.input
    installation = Installation(
        *call.store.stamp("AppInstallation", long_key=True),
        app_name=given.app_name,
        manifest_url=given.manifest_url,
        permissions=frozenset(given.permissions),
        activate=given.activate_after_installation,
    )
    call.store.installations.append(installation)
    call.backstage.install(installation)
    return {"appInstallation": installation}


@mutation("appCreate", AppCreateArguments, needs=MAY)
def create(call: Call, arguments: AppCreateArguments) -> dict[str, object]:
    """An app of the shop's own, without a manifest; its token is shown this once."""
    given = arguments.input
    stamp = call.store.stamp("App")
    made = App(
        *stamp,
        name=given.name,
        identifier=given.identifier or stamp[1],
        permissions=frozenset(given.permissions),
        token=call.store.new_token(),
    )
    call.store.apps.append(call.store.add(made))
    return {"app": made, "authToken": made.token}


@mutation("appDeleteFailedInstallation", ById, needs=MAY)
def delete_failed(call: Call, arguments: ById) -> dict[str, object]:
    """Take a failed installation off the list."""
    rows = [row for row in call.store.installations if row.id == arguments.id]
    if not rows:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {arguments.id}")
    if rows[0].status != "FAILED":
        raise refuse("id", "INVALID_STATUS", "Cannot delete installation with different status than failed.")
    call.store.installations.remove(rows[0])
    return {"appInstallation": rows[0]}


@mutation("appUpdate", AppUpdateArguments, needs=MAY)
def update(call: Call, arguments: AppUpdateArguments) -> dict[str, object]:
    """Rename an app, or give it other permissions instead of those that it has."""
    found = _app(call, arguments.id)
    if arguments.input.name is not None:
        found.name = arguments.input.name
    if arguments.input.permissions is not None:
        found.permissions = frozenset(arguments.input.permissions)
    return {"app": found}


@mutation("appDelete", ById, needs=MAY)
def delete(call: Call, arguments: ById) -> dict[str, object]:
    """Delete an app: its token is dead at once."""
    found = _app(call, arguments.id)
    found.deleted = True
    found.is_active = False
    found.webhooks.clear()
    return {"app": found}


@mutation("appDeactivate", ById, needs=MAY)
def deactivate(call: Call, arguments: ById) -> dict[str, object]:
    """Switch an app off: its token is nobody's, and no events are made for it."""
    found = _app(call, arguments.id)
    found.is_active = False
    return {"app": found}


@mutation("appActivate", ById, needs=MAY)
def activate(call: Call, arguments: ById) -> dict[str, object]:
    """Switch an app on again."""
    found = _app(call, arguments.id)
    found.is_active = True
    return {"app": found}


def _app(call: Call, app_id: str) -> App:
    found = call.store.find(App, app_id)
    if found is None or found.deleted:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {app_id}")
    return found


def _named(codes: Iterable[str]) -> Sequence[dict[str, str]]:
    return [{"code": code, "name": code.replace("_", " ").capitalize()} for code in sorted(codes)]

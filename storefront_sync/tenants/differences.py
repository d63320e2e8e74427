"""What about our App in a Saleor isn't as our manifest would have it, and only staff can change."""

from __future__ import annotations

from urllib.parse import urlsplit

from storefront_sync.saleor.app_state import AppRead
from storefront_sync.saleor.extensions import EXTENSIONS
from storefront_sync.saleor.manifest import PERMISSIONS
from storefront_sync.tenants import troubles
from storefront_sync.tenants.models import Installation
from storefront_sync.tenants.troubles import Trouble


def differences(installation: Installation, app: AppRead, base_url: str) -> list[Trouble]:
    """The troubles of an App that answers; `base_url` is where its pages should be, "": anywhere."""
    found = []
    missing = missing_permissions(app)
    if missing:
        names = ", ".join(permission_name(code) for code in missing)
        found.append(Trouble(troubles.PERMISSIONS_MISSING, {"permissions": names, "codes": missing}))
    if base_url and origin(app.app_url) != origin(base_url):
        found.append(Trouble(troubles.ADDRESS_MOVED, {"old": app.app_url, "new": base_url}))
    elif base_url and (app.app_url != base_url or _places(app) != _wanted_places()):
        found.append(Trouble(troubles.MENU_OLD, {"address": base_url}))
    if app.api_url != installation.api_url:
        found.append(Trouble(troubles.SALEOR_MOVED, {"old": installation.api_url, "new": app.api_url}))
    return found


def missing_permissions(app: AppRead) -> list[str]:
    """The codes of those that we ask for and weren't granted."""
    return sorted(set(PERMISSIONS) - app.permissions)


def permission_name(code: str) -> str:
    """As the Dashboard writes it: "Manage orders"."""
    return code.replace("_", " ").capitalize()


def origin(address: str) -> str:
    """Scheme, host and port of an address, "" where it has none."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _places(app: AppRead) -> set[tuple[str, str, str]]:
    return {(row.mount, row.target, row.url) for row in app.extensions}


def _wanted_places() -> set[tuple[str, str, str]]:
    return {(row.mount, row.target, row.url) for row in EXTENSIONS}

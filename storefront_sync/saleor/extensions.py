"""Where our console shows in Saleor's Dashboard, as data: mounts and targets of Dashboard 3.23.

The Dashboard never asks for an unknown mount, and a page of it breaks at an unknown target, so only names
that it knows stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Extension:
    """One place in the Dashboard: `label` is a text key, `url` begins at our public address, and only staff
    with the permissions see it. `method` is how a widget's frame is asked for; a POST carries the token in
    its body, never in its address."""

    identifier: str
    label: str
    mount: str
    target: str
    url: str
    permissions: tuple[str, ...]
    method: str = ""

    def wire(self, label: str) -> dict[str, object]:
        """As a manifest has it, with the label that staff read."""
        document: dict[str, object] = {
            "identifier": self.identifier,
            "label": label,
            "mount": self.mount,
            "target": self.target,
            "url": self.url,
            "permissions": list(self.permissions),
        }
        if self.method:
            option = "homeWidgetTarget" if self.mount == "HOMEPAGE_WIDGETS" else "widgetTarget"
            document["options"] = {option: {"method": self.method}}
        return document


EXTENSIONS: Final = (
    Extension(
        "catalogue", "extension.catalogue", "NAVIGATION_CATALOG", "APP_PAGE", "/", ("MANAGE_PRODUCTS",)
    ),
    Extension(
        "home",
        "extension.home",
        "HOMEPAGE_WIDGETS",
        "WIDGET",
        "/console/home",
        ("MANAGE_PRODUCTS",),
        "POST",
    ),
    Extension(
        "product",
        "extension.product",
        "PRODUCT_DETAILS_WIDGETS",
        "WIDGET",
        "/console/product",
        ("MANAGE_PRODUCTS",),
        "POST",
    ),
    Extension(
        "order",
        "extension.order",
        "ORDER_DETAILS_WIDGETS",
        "WIDGET",
        "/console/order",
        ("MANAGE_ORDERS",),
        "POST",
    ),
)

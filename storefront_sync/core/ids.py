"""Primary keys of our own rows, told apart by the type checker."""

from typing import NewType

InstallationId = NewType("InstallationId", int)
"""One Saleor server."""

CooperativeId = NewType("CooperativeId", int)
"""One cooperative: an installation, one channel of it and its warehouses."""

ShopId = NewType("ShopId", int)
"""One connected marketplace account of one cooperative."""

ListingId = NewType("ListingId", int)
"""One sellable row of a shop."""

VariantId = NewType("VariantId", int)
"""One mirrored variant of Saleor."""

OrderId = NewType("OrderId", int)
"""One order of a marketplace as we know it."""

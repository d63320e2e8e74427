"""Primary keys of our own rows, told apart by the type checker."""

from typing import NewType

CooperativeId = NewType("CooperativeId", int)
"""One cooperative: an installation, one channel of it and its warehouses."""

ShopId = NewType("ShopId", int)
"""One connected marketplace account of one cooperative."""

"""Sets a shop up in a Saleor, through its API and idempotently."""

from storefront_sync.saleor.setup.run import SetUp, Shop, set_up
from storefront_sync.saleor.setup.shop import ShopPlan, marketplace_method, set_up_shop

__all__ = ["SetUp", "Shop", "ShopPlan", "marketplace_method", "set_up", "set_up_shop"]

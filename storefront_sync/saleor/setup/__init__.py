"""Sets a shop up in an empty Saleor, through its API and idempotently."""

from storefront_sync.saleor.setup.catalogue import Loaded, RowProblem, load_catalogue
from storefront_sync.saleor.setup.shop import Shop, ShopPlan, marketplace_method, set_up_shop

__all__ = ["Loaded", "RowProblem", "Shop", "ShopPlan", "load_catalogue", "marketplace_method", "set_up_shop"]

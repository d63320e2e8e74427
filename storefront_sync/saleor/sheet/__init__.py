"""Product lists as people keep them: CSV or Excel, in Indonesian or English."""

from storefront_sync.saleor.sheet.rows import ProductRows, SheetError, VariantRow, products, slug
from storefront_sync.saleor.sheet.table import read_sheet

__all__ = ["ProductRows", "SheetError", "VariantRow", "products", "read_sheet", "slug"]

"""Products from a sheet into a Saleor: looked up by SKU, planned, and sent in small batches."""

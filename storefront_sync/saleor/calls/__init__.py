"""The calls that we make to Saleor, one module an area; `client.SaleorClient` has them all."""

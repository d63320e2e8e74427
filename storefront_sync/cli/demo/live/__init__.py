"""A live Saleor as the demonstration's store: only its public API is used, with a login of staff."""

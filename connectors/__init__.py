"""One folder a marketplace, each on the contract in `connectors.base`."""

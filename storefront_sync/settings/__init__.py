"""Settings: one table read from the environment, and what Django and the logs make of it."""

"""The embedded database and Valkey, and the supervisor that keeps every process alive."""

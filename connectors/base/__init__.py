"""The contract between the sync service and a marketplace."""

"""Verify a webhook, store it once, mark what it names. Nothing is acted on here."""

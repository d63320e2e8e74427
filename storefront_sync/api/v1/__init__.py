"""The JSON API: another program sees and does what staff of one cooperative do."""

"""What all marketplace simulators share: real HTTP, one book of listings and orders, faults, webhooks."""

"""What other programs call: webhooks, the App's installation, health, metrics. HTTP only, no screens."""

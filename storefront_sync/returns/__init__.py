"""What buyers give back: read, inspected by staff, and put back into stock."""

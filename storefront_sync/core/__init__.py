"""What everything else stands on; imports no other part."""

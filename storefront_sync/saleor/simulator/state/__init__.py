"""What the simulated server keeps: plain mutable dataclasses, changed only under the store's lock."""

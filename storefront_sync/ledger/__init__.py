"""The books that sync, orders and inbox write and read: marks, holds, beliefs, pushed numbers, leases."""

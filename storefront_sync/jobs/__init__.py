"""Queues, workers and ticks: job functions of a few lines over sync, orders and inbox."""

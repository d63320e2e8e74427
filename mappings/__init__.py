"""The common language of all channels, and the rules: pure functions and frozen data, importing nothing of
ours."""

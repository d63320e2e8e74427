"""The main job on real input, with shoppers on every channel and a checker that trusts none of our tables."""

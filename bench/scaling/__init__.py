"""What it costs to grow: fan-out, Redis and memory measured here, and machines beyond this one by a model."""

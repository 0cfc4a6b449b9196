"""What other generators make of the same documents: `python -m bench.peers`, the tables of docs/comparison.md."""

"""Ratios against rivals, each pair measured in one run."""

"""Tests of what a change means to peers that were built before it."""

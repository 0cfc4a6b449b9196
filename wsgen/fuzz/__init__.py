"""Searches for what a server does wrong: steps, runs, verdicts, and the smallest trace that shows it."""

"""Carries what is published to topics to the servers that have subscribers: in one process, or between many."""

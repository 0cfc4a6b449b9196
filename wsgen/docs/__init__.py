"""Turns a protocol into one page for people, which needs no network, with the client and the console in it."""

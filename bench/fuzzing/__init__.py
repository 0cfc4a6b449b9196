"""Servers of the chat protocol with one fault each, and how long `wsgen fuzz` takes to find it."""

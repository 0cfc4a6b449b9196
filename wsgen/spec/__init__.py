"""Reads an AsyncAPI document: text in, a checked `Document` out."""

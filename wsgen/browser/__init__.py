"""The client that browsers run: a Protocol becomes an ES module package."""

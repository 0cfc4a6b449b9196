"""One module for each contestant: run by its name, it prints its port and serves `/ws` until it is ended."""

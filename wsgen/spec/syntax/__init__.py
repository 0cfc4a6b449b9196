"""Turns the text of one YAML or JSON file into nodes; `load` feeds it."""

"""Lays a YAML or JSON document out in one canonical form that keeps its values and comments."""

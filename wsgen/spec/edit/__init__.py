"""Changes a YAML or JSON document in single places, and leaves every other byte of it as it is."""

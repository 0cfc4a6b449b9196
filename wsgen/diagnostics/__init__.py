"""What the user is told: diagnostics, their places, their catalogue and their text."""

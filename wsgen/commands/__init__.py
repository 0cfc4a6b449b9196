"""The commands: each turns its arguments into an Outcome, and neither prints nor exits."""

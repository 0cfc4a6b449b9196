"""What crosses the wire, for people who read it: a view of the protocol, and how it is written."""

"""What developers of wsgen run; no part of the product."""

"""What generated packages run on. Copied into them as it is; this file imports nothing, so that models stay light."""

"""Observers that tell Prometheus and OpenTelemetry what a server or a client does; copy the one that you need."""

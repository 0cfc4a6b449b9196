"""Makes values and frames that a protocol allows, and such as just miss it; says of frames what they are."""

"""A GPU for ten minutes: one command that trains as far as the time allows, and brings it home."""

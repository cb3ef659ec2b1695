"""From the raw dump to a published catalogue."""

"""How good the answers of a catalogue are, measured offline."""

"""What TMDB's API knows of the films of a catalogue: asked, kept, and put into the tables."""

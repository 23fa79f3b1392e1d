"""Finding releases by what they say, in every spelling, and showing where they say it."""

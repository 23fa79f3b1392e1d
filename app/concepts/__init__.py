"""Topics, people, organisations and places: what releases are about, each known once."""

"""Bringing releases in from files and writing them out: seeds, JSON Lines, nothing twice."""

"""Releases: written, published, corrected and read; the heart of the house."""

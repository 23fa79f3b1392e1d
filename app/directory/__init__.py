"""The directory of concepts, as each caller may know them: `/concepts`."""

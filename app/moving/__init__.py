"""Moving everything there is to another database: copied, indexed, and compared row by row."""

"""Tools that never heard of a press release: settings, database, time, errors, events, HTTP."""

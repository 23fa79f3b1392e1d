"""Who is calling, what they may, and what they did: keys, their scopes, the audit log."""

"""Who is calling, and what they may: API keys and their scopes."""

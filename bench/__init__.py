"""How Nashra behaves when the archive is large: commands to run by hand, not tests."""

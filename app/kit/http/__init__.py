"""HTTP's own rules, the same for every room: reading requests strictly, answering conditionally."""

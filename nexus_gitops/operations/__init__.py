"""Use cases: what a command does, apart from how it is asked and shown."""

"""One module a command: its options, the call, and how its result is shown."""

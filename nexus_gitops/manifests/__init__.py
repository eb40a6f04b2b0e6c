"""What a manifest is: its identity, its kind, its text as it is written and read."""

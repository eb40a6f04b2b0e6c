"""What the tool knows of a platform: its environments and where they are."""

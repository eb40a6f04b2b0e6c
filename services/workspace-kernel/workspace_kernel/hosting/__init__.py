"""Owning workspaces: claim, serve, change, release."""

"""Backups of the platform's database: made, checked, kept encrypted, proven and brought back."""

"""The user's data as files: written for other programs, read back, and merged into a history."""

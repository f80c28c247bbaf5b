"""What a routine is and what a session does: pure functions over frozen values."""

"""What lies on disk: the history database, the routine files and the settings.  No Qt."""

"""The History page: what was done, how often, and how the back felt; its charts, log, corrections and report."""

"""The History page: what was done, drawn and listed, and how it is corrected."""

"""The history in formats that other programs read, and back: bytes in memory, no files."""

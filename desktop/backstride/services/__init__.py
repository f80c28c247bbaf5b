"""The operating system behind small interfaces, each with something that stands in for it."""

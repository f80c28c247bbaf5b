"""Backstride without a window, and without Qt."""

"""Small views that several pages are made of."""

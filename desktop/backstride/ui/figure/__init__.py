"""The animated pictogram on screen: painting a frame, and a widget that plays it."""

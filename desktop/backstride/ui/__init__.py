"""What users see and touch: the window, and the terminal that needs no Qt."""

"""The animated pictogram of an exercise: from angles in a file to the points that are painted, all pure functions."""

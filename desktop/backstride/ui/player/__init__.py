"""Playing a session in the window: the driver, the page and what follows it."""

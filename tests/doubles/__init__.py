"""Stand-ins for the services, moved by the tests."""

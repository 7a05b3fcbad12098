"""What can be done, with which keys: the registry of actions, and a person's own keys."""

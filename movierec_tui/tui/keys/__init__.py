"""What can be done, with which keys: the registry of actions, a person's own keys, and the page that lists them."""

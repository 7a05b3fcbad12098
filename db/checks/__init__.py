"""Whether a database is whole, and mending what can be worked out again."""

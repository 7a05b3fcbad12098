"""Sentences and figures for people, the same in the app and on the command line. Knows no UI library."""

"""The command line: one module per group of commands, tables for people and JSON for programs.

Never imports the app. Commands import what they need when they run, so that `--help` and completion stay instant.
"""

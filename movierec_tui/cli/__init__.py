"""The command line: one module per group of commands, tables for people and JSON for programs.

Commands import what they need when they run, so that `--help` and completion stay instant.
"""

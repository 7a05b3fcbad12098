"""The full-screen app: Textual. Screens ask the library and show its answers; nothing here computes or stores.

May use the library, jobs, wording and drawing; knows nothing of the command line, and is known by nobody.
"""

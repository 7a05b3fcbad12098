"""What a person sees: the terminal app, its screens and widgets, the command line, and the jobs they start.

May use every other room's public side; never imports torch, which lives in the training child process.
"""

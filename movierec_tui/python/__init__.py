"""The third front end, beside the app and the command line: `movierec_tui.Model`, for scripts and notebooks.

Knows neither of the other two, and no user interface library; training runs in a child process here, too.
"""

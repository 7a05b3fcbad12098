"""Pictures: the layout of the map of films, and SVG and PNG files drawn by matplotlib.

Matplotlib is loaded when a picture is drawn, in a command's or a child's process; the app never loads it.
"""

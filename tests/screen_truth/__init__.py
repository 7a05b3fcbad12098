"""The truth of the screen: what stands on a real terminal is what the app would draw anew.

An app that draws only what changed can forget something, and no look at its widgets finds that. So these tests run the
program as people do, in a pseudo-terminal, and compare every cell (character, colours, style) before and after a full
redraw. Nothing is patched or switched off.

A new screen or dialog: add a step to a journey in `journeys.py`, its keys and a text that only this screen shows:
`("esc 2 f", "7 films fit")`; choose titles and figures where you can, they outlive labels. A redraw mends what was
forgotten before it, so keys that belong together go into one step. Joined by `·` they are pressed without a pause; `…`
waits until a notice is gone. A new key of a screen: add it to the screen's keys in `test_random_walks.py`, unless it
quits, trains, fetches data or opens another program. Something that vanishes by itself and is no notice of Textual's:
add it to what `viewer.py` takes for one.
"""

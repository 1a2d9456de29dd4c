"""What the labs share: a frame, and controls for mouse, keyboard and screen reader.

A lab is a few controls over a chapter's models and pictures, and stands in that chapter's folder.
Each is a thin shell: it makes its figure once and then only moves what is in it, so that the
picture follows the slider.
"""

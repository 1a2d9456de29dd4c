"""What the labs share: a frame, and controls for mouse, keyboard and screen reader.

A lab is a few controls over a chapter's models and pictures, and stands in that chapter's folder.
Each is a thin shell: it makes its figure once and then only moves what is in it, so that the
picture follows the slider. In a lesson the kernel writes the marks that move; a deck or a handout
carries those of about a hundred settings (`Lab.page`), and needs no kernel. Both have one front
end, `front.js`.
"""

"""Handouts: a lesson, its workbook and a workbook on paper, as pages to print and as PDFs.

Run ``python -m tools.handout``. Nothing but what a learner has installed is needed, and for the
PDFs a Chrome, Edge or Chromium.
"""

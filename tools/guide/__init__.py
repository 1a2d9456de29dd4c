"""The lecturer's guide of a chapter, made from its lesson and its records (``tools.guide``).

Nothing in it is written twice: the minutes and notes stand in the lesson, what is asked and which
mistakes are likely in the records, the terms in the glossary. So it cannot drift from them.
"""

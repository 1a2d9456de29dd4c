"""What the exercises of this chapter practise, and how one is asked again on a fresh sample."""

# Terms of the glossary, by their slugs, and the numbers of the exercises.
CONCEPTS = {
    "paradox-online-offline": ("1", "2", "13"),
    "social-connectivity": ("3", "4"),
    "traditional-new-media": ("5", "6"),
    "three-influences": ("7",),
    "paradox-informed-distracted": ("8", "11"),
    "paradox-advocacy": ("9",),
    "loyal-advocates": ("10", "12"),
}

_VISITS = 'fresh_visits = data.load("visits", student=fresh)'
_TIES = 'fresh_ties = data.load("social_ties", student=fresh)'
_WEEKS = 'fresh_weeks = data.load("region_weeks", student=fresh)'
_CHOICES = 'fresh_choices = data.load("choices", student=fresh)'
_HELPER = "from mkt40_helpers import connectivity\n"

# The lines that make ready what an exercise works with, in any notebook of the course.
AGAIN = {
    "1": _VISITS,
    "2": _VISITS,
    "3": _HELPER + _TIES,
    "4": _TIES,
    "5": _WEEKS,
    "6": _HELPER + _WEEKS,
    "7": _HELPER + _CHOICES,
    "8": _HELPER + _CHOICES,
    "9": 'fresh_readers = data.load("conversations", student=fresh)',
    "10": f'{_HELPER}fresh_survey = data.load("survey", student=fresh)',
    "13": _HELPER + _VISITS,
}

"""How the exercises of each chapter are asked on paper: a file for each, named as its folder."""

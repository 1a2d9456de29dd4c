"""What must hold of every chapter; the chapters are found, none is named here."""

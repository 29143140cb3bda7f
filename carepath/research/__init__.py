"""LEARN: hypotheses, studies, reviews and meta-analyses."""

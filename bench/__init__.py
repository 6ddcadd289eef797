"""What marking costs, as ratios within one run: ``make bench``."""

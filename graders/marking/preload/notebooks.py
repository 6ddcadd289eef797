"""What reads, repairs, runs and judges a notebook."""

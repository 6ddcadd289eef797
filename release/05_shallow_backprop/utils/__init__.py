"""What a student's notebook imports: data, plots, checks, gradient check and training curves."""

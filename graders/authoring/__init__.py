"""What authors of exercises use: prove the course, try answers, scaffold exercises, make mutants."""

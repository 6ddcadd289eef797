"""What nbgrader's own commands load by the course's nbgrader_config.py."""

"""What students and instructors read, made from the recorded marks."""

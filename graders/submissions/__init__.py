"""A student's work read as data: found, decoded, sanitised, repaired."""

"""`demo`: from nothing to a graded sample class; `sample_class.demo` is the entrance."""

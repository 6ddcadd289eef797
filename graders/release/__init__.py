"""The students' version of an assignment, made from the instructor's."""

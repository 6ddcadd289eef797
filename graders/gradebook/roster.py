"""The list of students, where one was imported into the gradebook."""

from graders.course.course import Course
from graders.gradebook.connection import has_gradebook, open_gradebook


def roster_of(course: Course) -> list[str]:
    """Give the students on the list.

    Marking enters whoever handed in, by name alone; a list brings names or addresses, or somebody who has handed in
    nothing.

    Parameters
    ----------
    course : Course
        The course.

    Returns
    -------
    list of str
        All students in the gradebook if a list was imported, else none.
    """
    from nbgrader.api import Student, SubmittedAssignment
    from sqlalchemy import select

    if not has_gradebook(course):
        return []
    with open_gradebook(course) as gradebook:
        students = gradebook.db.execute(select(Student)).scalars().all()
        handed_in = set(gradebook.db.execute(select(SubmittedAssignment.student_id)).scalars())
        listed = any(
            student.first_name
            or student.last_name
            or student.email
            or student.lms_user_id
            or student.id not in handed_in
            for student in students
        )
        return sorted(student.id for student in students) if listed else []

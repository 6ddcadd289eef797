"""nbgrader's gradebook with transactions: what is written in one is written whole.

nbgrader's API commits after each of its steps, so that a run that is killed between two of them leaves a student
without a submission, a submission without marks or an assignment without some of its cells. `Ledger` is the same
API on a session whose commits can be held until the end of a transaction.
"""

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from nbgrader.api import Base, Gradebook
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker

BUSY_SECONDS = 20.0  # to wait for another writer, as formgrader; each holds SQLite for milliseconds
VERSIONS = "alembic_version"


class _Session(Session):
    """A session whose commits can be held: what was written so far is then flushed only."""

    held = False

    def commit(self) -> None:
        if self.held:
            self.flush()
            self.expire_all()  # as after a commit: what is read next comes from the database
        else:
            super().commit()


class Ledger(Gradebook):
    """nbgrader's Gradebook, with transactions.

    Parameters
    ----------
    db_url : str
        Where it is; an SQLite file is made where there is none.
    """

    def __init__(self, db_url: str) -> None:
        self.engine = _engine(db_url)
        self.db = scoped_session(sessionmaker(bind=self.engine, class_=_Session))
        self.course_id = "default_course"  # nbgrader's default, which its preprocessors use, too
        self.authenticator = None
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Any]:
        """Write all that the block writes, through the API too, or nothing of it.

        Yields
        ------
        sqlalchemy.orm.Session
            What the API works with; it commits when the block ends without an error.
        """
        session = self.db()
        session.rollback()  # end what reading began
        session.held = True
        try:
            if self.engine.dialect.name == "sqlite":
                # Taken at once, the lock covers what is read, too; taken later it could be refused half-way.
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            yield session
            session.held = False
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.held = False

    def _prepare(self) -> None:
        """Make the tables where they are missing, all at once."""
        if self._complete():
            return
        with self.transaction() as session:
            connection = session.connection()
            Base.metadata.create_all(connection)
            if VERSIONS not in inspect(connection).get_table_names() and not _missing_columns(connection):
                connection.execute(text(f"CREATE TABLE {VERSIONS} (version_num VARCHAR(32) NOT NULL)"))
                connection.execute(text(f"INSERT INTO {VERSIONS} VALUES (:version)"), {"version": _version()})
            self.check_course(self.course_id)

    def _complete(self) -> bool:
        """Tell whether there is nothing to make, without writing."""
        tables = {*Base.metadata.tables, VERSIONS}
        with self.engine.connect() as connection:
            if not tables <= set(inspect(connection).get_table_names()):
                return False
            course = connection.execute(text("SELECT id FROM course WHERE id = :id"), {"id": self.course_id})
            return course.first() is not None


@lru_cache(maxsize=4)
def _engine(db_url: str) -> Engine:
    """Make the engine of a database once: it keeps the statements that it has compiled, not its connections."""
    if not db_url.startswith("sqlite"):
        return create_engine(db_url)
    engine = create_engine(db_url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _be_durable)
    return engine


def _be_durable(connection: Any, _: Any) -> None:
    """Let a commit be on the disk when it returns; by default SQLite may lose the last one with the power."""
    connection.execute("PRAGMA synchronous = EXTRA").close()


def _missing_columns(connection: Any) -> bool:
    """Tell whether an old nbgrader made the tables; then `nbgrader db upgrade` has to see that they have no version."""
    found = inspect(connection)
    for name, table in Base.metadata.tables.items():
        if {column.name for column in table.columns} - {column["name"] for column in found.get_columns(name)}:
            return True
    return False


def _version() -> str:
    """Give the version of nbgrader's tables, without a process of its own as nbgrader's way of asking."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(ALEMBIC_DIR).get_current_head())

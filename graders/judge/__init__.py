"""Hidden and public tests run on stand-ins for a student's names, outside the sandbox."""

"""The sandbox, seen from outside: what it allows, how it is started, watched and ended."""

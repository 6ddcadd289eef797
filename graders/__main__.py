"""Entry point of ``python -m graders``."""

if __name__ == "__main__":
    from graders.cli import run

    run()

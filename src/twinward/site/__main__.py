"""`python -m twinward.site` is the command line."""

from twinward.site.cli import main

if __name__ == "__main__":
    main()

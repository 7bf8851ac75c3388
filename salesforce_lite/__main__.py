"""`python -m salesforce_lite` is the command line."""

from salesforce_lite.cli import main

if __name__ == "__main__":
    main()

"""`python -m casebase …`"""

from casebase.cli import main

if __name__ == "__main__":
    main()

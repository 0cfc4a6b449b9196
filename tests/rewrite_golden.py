"""Writes what tests expect anew: the golden trees, and the reports of the faults. Review the difference like code."""

from tests.faults import test_faults
from tests.golden import test_golden

if __name__ == "__main__":
    test_golden.rewrite()
    test_faults.rewrite()

"""Writes what tests expect anew: golden trees and overviews, the faults' reports. Review the difference like code."""

from tests.faults import test_faults
from tests.golden import test_golden, test_overview

if __name__ == "__main__":
    test_golden.rewrite()
    test_overview.rewrite()
    test_faults.rewrite()

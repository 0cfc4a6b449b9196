"""Writes what tests expect anew: golden trees, clients and overviews, the faults' reports. Review it like code."""

from tests.browser import test_browser_golden
from tests.faults import test_faults
from tests.golden import test_golden, test_overview

if __name__ == "__main__":
    test_golden.rewrite()
    test_overview.rewrite()
    test_browser_golden.rewrite()
    test_faults.rewrite()

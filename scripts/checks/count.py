#!/usr/bin/python3
"""Adds up what the test runners wrote (JUnit XML): names what failed, then one line: Ferry: N passed, M failed.

  count.py FOLDER FAILED_PARTS

A part that failed without a failed test, such as a build, counts as one failure. Exit status 1 if anything failed.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def counts(path):
    passed = failed = skipped = 0
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
            failed += 1
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def failures(path):
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
            yield f"failed: {path.stem}: {case.get('name')[:200]}"


def main():
    folder, failed_parts = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    totals = [counts(path) for path in sorted(folder.glob("*.xml"))]
    passed, failed, skipped = (sum(column) for column in zip(*totals)) if totals else (0, 0, 0)
    failed = max(failed, failed_parts)
    for path in sorted(folder.glob("*.xml")):
        for line in failures(path):
            print(line)
    print(f"Ferry: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()

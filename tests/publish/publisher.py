"""A publisher in a process of its own: python publisher.py REPOSITORY ENVIRONMENT NAME ROUNDS.

Prints the commit of each release that it published, at once.
"""

import sys

from nexus_gitops.publish import parse_address
from tests.publish.conftest import put, release_of

if __name__ == "__main__":
    repository, environment, name, rounds = sys.argv[1:]
    for number in range(int(rounds)):
        release = release_of(environment, fixed=1, value=f"{name} {number}")
        print(put(parse_address(repository), release).commit, flush=True)

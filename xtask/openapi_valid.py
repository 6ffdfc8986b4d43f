"""Prints where the OpenAPI document at an address differs from the schema of OpenAPI 3.1; exits with 1 if it does."""

import json
import sys
from urllib.request import urlopen

from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

with urlopen(sys.argv[1], timeout=30) as response:
    document = json.load(response)
errors = list(OPENAPI_31_VALIDATOR.iter_errors(document))
for error in errors:
    print("/".join(map(str, error.instance_path)), error.message)
sys.exit(1 if errors else 0)

"""Answers queries in Django's own spelling, on the database that the first argument names.

Reads one JSON object a line and writes one for each: `{"load": {...}}` makes the tables and their rows, `{"api": true}`
tells the names of Django's query API, and `{"query": "Post.objects.all()"}` gives `{"rows": ..., "ordered": ...}` or
`{"error": ...}`. Whatever a query writes is rolled back.
"""

import datetime
import decimal
import json
import sys
import uuid
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings


def database(url):
    if url.startswith("sqlite://"):
        # Django's database is its own: the two store moments and UUIDs in different text.
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite://")}
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port,
    }


sys.path.insert(0, str(Path(__file__).parent))
settings.configure(
    DATABASES={"default": database(sys.argv[1])},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["press"],
    TIME_ZONE="UTC",
    USE_TZ=True,
)
django.setup()

from django.contrib.postgres import aggregates as postgres  # noqa: E402
from django.utils.dateparse import parse_duration  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.db.models import functions  # noqa: E402
from press import models as press  # noqa: E402

NAMES = {
    **{name: getattr(models, name) for name in dir(models) if not name.startswith("_")},
    **{name: getattr(functions, name) for name in functions.__all__},
    **{model.__name__: model for model in press.ALL},
    "postgres": postgres,
    "D": decimal.Decimal,
    "date": datetime.date,
    "time": datetime.time,
    "timedelta": datetime.timedelta,
    "UUID": uuid.UUID,
    "inf": float("inf"),
}


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


NAMES["moment"] = moment
NAMES["duration"] = parse_duration


def refused(delete):
    """The rows that forbid a deletion, by model and key."""
    try:
        delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        rows = getattr(error, "protected_objects", None) or error.restricted_objects
        return sorted([row._meta.label, row.pk] for row in rows)
    return []


NAMES["refused"] = refused


def plain(value):
    """The value as JSON that ../canonical.rs makes of its like."""
    if value is None or isinstance(value, (bool, int, str, float)):
        return value
    if isinstance(value, decimal.Decimal):
        return {"decimal": f"{value:f}"}
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return {"micros": value // datetime.timedelta(microseconds=1)}
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, models.Model):
        return [plain(getattr(value, field.attname)) for field in value._meta.concrete_fields]
    if isinstance(value, models.QuerySet):
        if value._iterable_class is models.query.ValuesIterable:
            return [plain(list(row.values())) for row in value]
        return [plain(row) for row in value]
    if isinstance(value, (list, tuple, set)):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    raise TypeError(f"no JSON for {type(value).__name__}")


class Rollback(Exception):
    pass


def answer(query):
    result = {}
    try:
        with transaction.atomic():
            value = eval(query, dict(NAMES))
            if isinstance(value, dict):
                # What `aggregate` gives: one value, or several in order.
                value = list(value.values())
                value = value[0] if len(value) == 1 else value
            result["rows"] = plain(value)
            result["ordered"] = not isinstance(value, models.QuerySet) or value.ordered
            raise Rollback
    except Rollback:
        return result
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def load(rows):
    with connection.schema_editor() as editor:
        for model in press.ALL:
            editor.create_model(model)
    for model in press.ALL:
        fields = {field.name: field for field in model._meta.concrete_fields}
        made = [
            model(**{fields[name].attname: read(fields[name], value) for name, value in row.items()})
            for row in rows[model.__name__]
        ]
        model.objects.bulk_create(made)
    through = press.Post.tags.through
    through.objects.bulk_create(through(post_id=post, tag_id=tag) for post, tag in rows["tags"])
    for name in ("partners", "follows"):
        for near, far in rows[name]:
            getattr(press.Club.objects.get(pk=near), name).add(far)
    return {"rows": {model.__name__: model.objects.count() for model in press.ALL}}


def read(field, value):
    # A relation's own conversion asks for a row; its key is what it says.
    return value if field.is_relation or value is None else field.to_python(value)


def api():
    """The public names of what builds queries."""
    lookups = set(models.Field.get_lookups())
    for field in (models.DateTimeField, models.DateField, models.TimeField, models.JSONField, models.CharField):
        lookups |= set(field.get_lookups())
    methods = {name for name in dir(models.QuerySet) if not name.startswith("_")}
    expressions = set(models.aggregates.__all__) | set(models.expressions.__dict__) & set(models.__all__)
    return {
        # `aget` is `get` that is awaited.
        "method": sorted(name for name in methods if not (name[0] == "a" and name[1:] in methods)),
        "lookup": sorted(lookups),
        "function": sorted(functions.__all__),
        "expression": sorted(expressions | {"F", "Q", "Prefetch", "FilteredRelation", "Lookup", "Transform"}),
    }


def main():
    # One line in Unicode each way, whatever the locale.
    requests = open(sys.stdin.fileno(), encoding="utf-8")
    answers = open(sys.stdout.fileno(), "w", encoding="utf-8")
    for line in requests:
        request = json.loads(line)
        if "load" in request:
            result = load(request["load"])
        elif "api" in request:
            result = api()
        else:
            result = answer(request["query"])
        answers.write(json.dumps(result) + "\n")


main()

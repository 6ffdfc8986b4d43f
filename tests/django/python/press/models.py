"""The models of ../../models.rs, as Django has them."""

import uuid

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=60, unique=True)
    email = models.EmailField(null=True)
    bio = models.TextField()
    age = models.IntegerField(null=True)
    rating = models.FloatField(null=True)
    active = models.BooleanField()
    born = models.DateField(null=True)
    mentor = models.ForeignKey("self", models.SET_NULL, null=True, related_name="students")

    class Meta:
        app_label = "press"
        ordering = ["name"]


class Profile(models.Model):
    author = models.OneToOneField(Author, models.CASCADE, related_name="profile")
    motto = models.TextField()
    website = models.URLField(null=True)

    class Meta:
        app_label = "press"


class Tag(models.Model):
    name = models.TextField()
    weight = models.IntegerField()

    class Meta:
        app_label = "press"


class Post(models.Model):
    title = models.CharField(max_length=100)
    body = models.TextField(null=True)
    status = models.CharField(max_length=20, choices=[(name, name) for name in ("draft", "published", "archived")])
    author = models.ForeignKey(Author, models.CASCADE, related_name="posts")
    editor = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="edited")
    tags = models.ManyToManyField(Tag, related_name="posts")
    views = models.IntegerField()
    score = models.BigIntegerField(null=True)
    rating = models.FloatField()
    price = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    pinned = models.BooleanField()
    created = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    published = models.DateField(null=True)
    opens = models.TimeField(null=True)
    length = models.DurationField(null=True)
    meta = models.JSONField(null=True)
    uid = models.UUIDField(default=uuid.uuid4)

    class Meta:
        app_label = "press"


class Comment(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    text = models.TextField()
    stars = models.SmallIntegerField()
    created = models.DateTimeField()

    class Meta:
        app_label = "press"
        ordering = ["-created", "id"]


class Venue(models.Model):
    name = models.TextField()

    class Meta:
        app_label = "press"


class Club(models.Model):
    name = models.TextField()
    home = models.ForeignKey(Venue, models.CASCADE, null=True, related_name="clubs")
    rented = models.ForeignKey(Venue, models.PROTECT, null=True, related_name="tenants")
    keeper = models.ForeignKey(Author, models.SET_DEFAULT, default=1, related_name="kept")
    members = models.ManyToManyField(Author, through="Membership", related_name="clubs")
    partners = models.ManyToManyField("self")
    follows = models.ManyToManyField("self", symmetrical=False, related_name="followers")

    class Meta:
        app_label = "press"


class Membership(models.Model):
    club = models.ForeignKey(Club, models.CASCADE, related_name="memberships")
    author = models.ForeignKey(Author, models.CASCADE, related_name="memberships")
    role = models.TextField()
    since = models.IntegerField()

    class Meta:
        app_label = "press"


class Event(models.Model):
    name = models.TextField()
    club = models.ForeignKey(Club, models.RESTRICT, related_name="events")
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="events")

    class Meta:
        app_label = "press"


# In the order in which their rows can be written.
ALL = [Author, Profile, Tag, Post, Comment, Venue, Club, Membership, Event]

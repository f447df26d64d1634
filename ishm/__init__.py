"""The Django project: settings, Celery, addresses, system checks."""

from ishm.celery import app as celery_app

__all__ = ["celery_app"]

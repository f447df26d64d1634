"""Addresses of the explorer, below ``/incidents/``. None of them ever changes its meaning."""

from __future__ import annotations

from django.urls import path

from bulletins.incidents import views

urlpatterns = [
    path("", views.explorer, name="incidents"),
    path("data/", views.about_data, name="incident_data"),
    path("map.svg", views.static_map, name="incident_map"),
    path("points.json", views.points, name="incident_points"),
    path("datapackage.json", views.data_package, name="incident_package"),
    path("incidents.<str:form>", views.download, name="incident_download"),
    path("<str:public_id>/", views.incident, name="incident"),
]

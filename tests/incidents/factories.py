"""Rows of the casualty record for tests."""

from datetime import date

import factory

from bulletins.incidents.models import Incident


class IncidentFactory(factory.django.DjangoModelFactory):
    """``IncidentFactory(deaths=2, injuries=5)``: certain figures; ``None`` is unknown."""

    class Meta:
        model = Incident

    class Params:
        deaths = 0
        injuries = 1

    event_date = date(2017, 7, 24)
    location = "Hit, 70 km west of Ramadi"
    deaths_low = factory.SelfAttribute("deaths")
    deaths_high = factory.SelfAttribute("deaths")
    injuries_low = factory.SelfAttribute("injuries")
    injuries_high = factory.SelfAttribute("injuries")

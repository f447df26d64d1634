"""Terms to try the guide with."""

import factory

from bulletins.guide.models import Term, TermVariant


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Term

    slug = factory.Sequence(lambda n: f"term-{n}")
    name = factory.Sequence(lambda n: f"Term {n}")
    kind = Term.Kind.INSTITUTION
    description = "A body with a task."


class TermVariantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TermVariant

    term = factory.SubFactory(TermFactory)
    text = factory.Sequence(lambda n: f"Name {n}")
    kind = TermVariant.Kind.NAME

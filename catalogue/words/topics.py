"""What a topic of facts is called; one that no table knows is its code in words, untranslated."""

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

# As a heading over the facts.
TITLES: dict[str, Promise] = {
    "activities": _("Activities"),
    "activity": _("Activity"),
    "agenda": _("Agenda"),
    "aim": _("Aim"),
    "award": _("Award"),
    "benefit": _("Benefit"),
    "bilateral-meetings": _("Bilateral meetings"),
    "call": _("Call"),
    "cluster-organisations": _("Cluster organisations"),
    "cluster-organisations-in-andalusia": _("Cluster organisations in Andalusia"),
    "cluster-pitches": _("Cluster pitches"),
    "cluster-policy": _("Cluster policy"),
    "cluster-policy-elements": _("Cluster policy elements"),
    "cluster-policy-purpose": _("Cluster policy purpose"),
    "clusters": _("Clusters"),
    "clusters-at-the-study-visit": _("Clusters at the study visit"),
    "contact-organisation": _("Contact organisation"),
    "cooperation": _("Cooperation"),
    "countries": _("Countries"),
    "criteria": _("Criteria"),
    "dates": _("Dates"),
    "delegation": _("Delegation"),
    "example": _("Example"),
    "fields": _("Fields"),
    "first-day": _("First day"),
    "follow-up": _("Follow up"),
    "founded": _("Founded"),
    "good-practice": _("Good practice"),
    "good-practices": _("Good practices"),
    "host-region": _("Host region"),
    "industrial-strategy": _("Industrial strategy"),
    "information": _("Information"),
    "internationalisation": _("Internationalisation"),
    "interregional-collaboration": _("Interregional collaboration"),
    "kind": _("Kind"),
    "knowledge-and-innovation-community": _("Knowledge and innovation community"),
    "labels": _("Labels"),
    "markets": _("Markets"),
    "matchmaking-events": _("Matchmaking events"),
    "meeting": _("Meeting"),
    "meetings-at-matchmaking-events": _("Meetings at matchmaking events"),
    "mobilising-companies": _("Mobilising companies"),
    "name": _("Name"),
    "news": _("News"),
    "next-call": _("Next call"),
    "operator": _("Operator"),
    "ordinal": _("Ordinal"),
    "organisers": _("Organisers"),
    "origin": _("Origin"),
    "participants": _("Participants"),
    "participants-from": _("Participants from"),
    "partners": _("Partners"),
    "partnership": _("Partnership"),
    "pilot": _("Pilot"),
    "place": _("Place"),
    "place-in-policy": _("Place in policy"),
    "policy-learning": _("Policy learning"),
    "policy-objectives": _("Policy objectives"),
    "presented": _("Presented"),
    "programme": _("Programme"),
    "projects": _("Projects"),
    "proposals": _("Proposals"),
    "rank-in-spain": _("Rank in Spain"),
    "region": _("Region"),
    "regions": _("Regions"),
    "relationships": _("Relationships"),
    "replication": _("Replication"),
    "results": _("Results"),
    "role": _("Role"),
    "second-day": _("Second day"),
    "sectors": _("Sectors"),
    "speakers": _("Speakers"),
    "start": _("Start"),
    "start-ups": _("Start-ups"),
    "strategic-focal-points": _("Strategic focal points"),
    "subject": _("Subject"),
    "support": _("Support"),
    "supporting-regions": _("Supporting regions"),
    "taking-part": _("Taking part"),
    "task": _("Task"),
    "tenants": _("Tenants"),
    "venue": _("Venue"),
    "work-packages": _("Work packages"),
    "working-since": _("Working since"),
    "workshops": _("Workshops"),
    "world-class-clusters": _("World class clusters"),
    "worth": _("Worth"),
    "years-of-cluster-policy": _("Years of cluster policy"),
}

# As the small word beside a large figure.
TERMS: dict[str, Promise] = {
    "bilateral-meetings": _("bilateral meetings"),
    "cluster-organisations": _("cluster organisations"),
    "cluster-organisations-in-andalusia": _("cluster organisations in Andalusia"),
    "cluster-pitches": _("cluster pitches"),
    "clusters": _("clusters"),
    "clusters-at-the-study-visit": _("clusters at the study visit"),
    "countries": _("countries"),
    "labels": _("labels"),
    "markets": _("markets"),
    "matchmaking-events": _("matchmaking events"),
    "meetings": _("meetings"),
    "meetings-at-matchmaking-events": _("meetings at matchmaking events"),
    "participants": _("participants"),
    "participants-from": _("participants from"),
    "partners": _("partners"),
    "regions": _("regions"),
    "start-ups": _("start-ups"),
    "strategic-focal-points": _("strategic focal points"),
    "work-packages": _("work packages"),
    "years-of-cluster-policy": _("years of cluster policy"),
}


def title_of(topic: str) -> str:
    """ "Bilateral meetings" of "bilateral-meetings"."""
    return str(TITLES[topic]) if topic in TITLES else _as_it_is(_spelt(topic).capitalize())


def term_of(topic: str) -> str:
    """ "bilateral meetings" of "bilateral-meetings"."""
    return str(TERMS[topic]) if topic in TERMS else _as_it_is(_spelt(topic))


def _spelt(topic: str) -> str:
    return topic.replace("-", " ")


def _as_it_is(words: str) -> str:
    """A mark for translating programmes: these words are not the page's language."""
    return format_html('<span translate="no">{}</span>', words)

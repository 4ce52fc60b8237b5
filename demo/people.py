"""Who can sign in to the demonstration, and the clusters they speak for."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import User
from clusters.models import Keyword, Membership, Organisation, Region, Role, Sector
from matchmaking.models import Need, Offer

PASSWORD = "demo-clustermeet"  # noqa: S105 (printed at start; demonstration data alone)
INVENTED = "Invented for this demonstration."
ORGANISER = "organiser@demo.example"
RECEPTION = "reception@demo.example"
DELEGATE = "delegate@demo.example"
MANAGERS = {
    "manager@demo.example": "demo-energy-cleantech-lombardy",
    "partner@demo.example": "demo-photonics-catalonia",
}
OTHERS = "others@demo.example"
SIGN_INS = (
    ("Organiser", ORGANISER),
    ("Reception", RECEPTION),
    ("Cluster manager", "manager@demo.example"),
    ("Manager of another cluster", "partner@demo.example"),
    ("Delegate", DELEGATE),
    ("Staff", "staff@demo.example"),
    ("Administrator", "administrator@demo.example"),
)
# What is spoken where clusters of the demonstration come from, beside English.
SPOKEN_IN = {"ES": "es", "FR": "fr", "IT": "it", "DE": "de", "PT": "pt", "PL": "pl", "AT": "de"}


def make_people() -> None:
    """The seven who sign in, and one without a password who speaks for all other clusters."""
    password = make_password(PASSWORD)  # slow by design: once for all
    _person(ORGANISER, password, "Olga (demonstration organiser)")
    _person(RECEPTION, password, "Rita (demonstration reception)")
    _person("manager@demo.example", password, "Marco (demonstration manager)")
    _person("partner@demo.example", password, "Paula (demonstration manager)")
    _person(DELEGATE, password, "Dora (demonstration delegate)")
    _person(
        "staff@demo.example",
        password,
        "Stefan (demonstration staff)",
        is_reader=True,
        is_editor=True,
    )
    _person(
        "administrator@demo.example",
        password,
        "Ada (demonstration administrator)",
        is_administrator=True,
        is_staff=True,
        is_superuser=True,
    )
    User.objects.create_user(OTHERS, name="Managers of the other demonstration clusters")


def _person(email: str, password: str, name: str, **roles: bool) -> None:
    user = User.objects.create(email=email, password=password, name=name, **roles)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def make_body(body: Mapping[str, str]) -> Organisation:
    """The invented agency that organises, with its owner and who sits at the reception."""
    agency = Organisation.objects.create(
        slug=body["slug"],
        name=body["name"],
        kind=Organisation.Kind.AGENCY,
        region=Region.objects.get(code=body["region"]),
        summary=INVENTED,
        is_demo=True,
    )
    for email, role in ((ORGANISER, Role.OWNER), (RECEPTION, Role.RECEPTION)):
        user = User.objects.get(email=email)
        Membership.objects.create(user=user, organisation=agency, role=role)
    return agency


def make_clusters(plan: Mapping[str, Any]) -> dict[str, Organisation]:
    """The clusters that register, by slug: real ones of the register first, then invented ones."""
    clusters = {slug: Organisation.objects.get(slug=slug) for slug in plan["from_register"]}
    for slug, wish in plan["invented"].items():
        clusters[slug] = _invented(slug, wish)
    for slug, cluster in clusters.items():
        wish = plan["from_register"].get(slug) or plan["invented"][slug]
        _write_profile(cluster, wish)
        Membership.objects.create(user=speaker_for(slug), organisation=cluster, role=Role.OWNER)
    return clusters


def speaker_for(slug: str) -> User:
    """The person who acts for a cluster."""
    emails = {cluster: email for email, cluster in MANAGERS.items()}
    return User.objects.get(email=emails.get(slug, OTHERS))


def _invented(slug: str, wish: Mapping[str, Any]) -> Organisation:
    cluster = Organisation.objects.create(
        slug=slug,
        name=wish["name"],
        kind=Organisation.Kind.CLUSTER,
        region=Region.objects.get(code=wish["region"]),
        summary=INVENTED,
        is_demo=True,
        languages=sorted(wish.get("speaks", {"en", SPOKEN_IN.get(wish["region"][:2], "en")})),
    )
    for position, text in enumerate(wish.get("keywords", ())):
        Keyword.objects.create(organisation=cluster, text=text, position=position)
    cluster.sectors.set(Sector.objects.filter(slug__in=wish["sectors"]))
    return cluster


def _write_profile(cluster: Organisation, wish: Mapping[str, Any]) -> None:
    for position, text in enumerate(wish["offers"]):
        Offer.objects.create(cluster=cluster, text=text, position=position)
    for position, text in enumerate(wish["needs"]):
        Need.objects.create(cluster=cluster, text=text, position=position)

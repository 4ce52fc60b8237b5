"""Who a person was: names and addresses that no table knows any more."""

from privacy.log.blanking import values_of
from privacy.people import Person, is_taken
from privacy.queries.possessions import Known, known


def known_of_old(person: Person) -> Known:
    """With former names and addresses, as the log knows them; not those that are another's now."""
    own = known(person)
    model = type(person)
    names = [*own.names, *values_of(model, person.pk, "name")]
    former = {address.lower() for address in values_of(model, person.pk, "email")}
    left = former - {address for address in former if is_taken(address, but=person)}
    return Known(person, tuple(sorted({*own.addresses, *left})), tuple(dict.fromkeys(names)))

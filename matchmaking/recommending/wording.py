"""What the words of a line stand for, whatever their form and whichever of five languages.

A profile does not say in which language it is written. A word stands for the stems that Snowball
makes of it in each language, without accents, and for the keyword (`keywords.csv`) whose word in
some language it is: *batteries* and *baterías* have a stem in common, *sensors* and *capteurs* a
keyword. Two words mean the same where they have a mark in common.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

LANGUAGES = {"en": "english", "es": "spanish", "ca": "catalan", "it": "italian", "fr": "french"}
KEYWORDS = Path(__file__).with_name("keywords.csv")
_SMALL = (
    # The small words of the five languages, without accents.
    "a about all also an and any are as at be by can do for from have how in into is it its more "
    "most no not of on or other our out over so such that the their them these they this those "
    "through to us very we well what which who whose will with within you your "
    "al algun como con cual de del e el en entre es esta este estos ha hacia la las le lo los mas "
    "muy nos nuestra nuestro nuestras nuestros o para pero por que se sin sobre su sus un una unas "
    "unos y ya "
    "amb als aquest aquesta cap dels des els hi i les l d s ho ja mes molt nostra nostre nostres "
    "per perque pel pels qui sense seu seva seus seves tot tots totes uns unes "
    "ad agli ai alla alle anche che chi coi col come con cui da dal dalla dalle degli dei della "
    "delle dello di ed gli ha i il la le lo loro ma molto negli nei nel nella nelle noi nostra "
    "nostre nostri nostro piu quale quali sono sui sul sulla sulle tra fra un uno una "
    "au aux avec ce ces cette chez dans des du elle en est et eux il ils la le les leur leurs mais "
    "ne nos notre nous ou par pas plus pour qu que qui sa se ses son sont sur un une vos votre "
    # What every cluster says of itself.
    "association asociacion associacio associazione cluster clusters company companies empresa "
    "empresas empresa empreses impresa imprese azienda aziende entreprise entreprises member "
    "members miembro miembros membre membres membri membro socio socios soci adherent adherents "
    "need needs needing necesita necesidad necessita necessitat esigenza besoin new nuevo nuevos "
    "nueva nuevas nou nova nous noves nuovo nuova nuovi nuove nouveau nouveaux nouvelle nouvelles "
    "offer offers oferta ofertes offerta offre partner partners partenaire partenaires project "
    "projects proyecto proyectos projecte projectes progetto progetti projet projets "
    "looking seeking buscamos busquem cerchiamo cherchons"
)
SMALL_WORDS = frozenset(_SMALL.split())
# What must be left of a word, in signs and as a part of it, to be its stem.
SHORTEST, LEAST_LEFT = 4, 0.5
Marks = frozenset[str]


def words(text: str) -> tuple[str, ...]:
    """The weighty words of a text, each once: lower case, with their accents."""
    found = re.findall(r"[^\W_]+", text.casefold().replace("·", ""))
    heavy = (word for word in found if len(word) > 1 and folded(word) not in SMALL_WORDS)
    return tuple(dict.fromkeys(heavy))


@lru_cache(maxsize=16384)
def meanings(text: str) -> tuple[Marks, ...]:
    """What each weighty word of a text stands for, those that mean the same once."""
    return tuple(dict.fromkeys(marks(word) for word in words(text)))


@lru_cache(maxsize=16384)
def gist(text: str) -> Marks:
    """All that the words of a text stand for."""
    return frozenset().union(*meanings(text))


@lru_cache(maxsize=16384)
def marks(word: str) -> Marks:
    """What a word stands for: stems, and keywords by their number (`#12`).

    A keyword is known by its stems in its own language alone.
    """
    found: set[str] = set()
    for language in LANGUAGES:
        for stem in _stems(word, language):
            found |= {stem, *_keywords().get((language, stem), ())}
    return frozenset(found)


def folded(word: str) -> str:
    """The word without accents."""
    plain = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _stems(word: str, language: str) -> set[str]:
    """Its stem in one language, written with and without its accents.

    Where little of the word is left, the word itself: Catalan makes `sen` of sensor.
    """
    stemmer = Stemmer.Stemmer(LANGUAGES[language], 0)  # cheap, and not to be shared by threads
    stems = {folded(stemmer.stemWord(form)) for form in (word, folded(word))}
    least = max(SHORTEST, LEAST_LEFT * len(word))
    return {stem if len(stem) >= least else folded(word) for stem in stems}


@cache
def _keywords() -> dict[tuple[str, str], set[str]]:
    """The marks of the keywords by language and stem."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    with KEYWORDS.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            for language, cell in row.items():
                for word in words(cell):
                    for stem in _stems(word, language):
                        found[language, stem].add(f"#{number}")
    return dict(found)

"""Two functions of ours, so that names sort and are found alike on every server.

Collations differ from server to server (and from one version of ICU or libc to the next), and what
`unaccent` does depends on a file of the server's. These use PostgreSQL's own Unicode decomposition
and tables written out here; every name in them is qualified, so that they restore from a dump.
"""

from django.db import migrations

FOLDED = r"""
CREATE FUNCTION public.folded(words pg_catalog.text) RETURNS pg_catalog.text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.btrim(pg_catalog.regexp_replace(
    pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
    pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
    pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
        pg_catalog.translate(
            pg_catalog.lower(pg_catalog.regexp_replace(
                pg_catalog.normalize(
                    pg_catalog.translate(
                        words COLLATE pg_catalog."C", '''’‘ʼ´`·' OPERATOR(pg_catalog.||) pg_catalog.chr(173), ''
                    ),
                    'NFKD'
                ),
                '[\u0300-\u036f\u00b7\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\.(?![0-9])',
                '', 'g'
            )),
            'ØøŁłÐðĐđıĦħŊŋŦŧƏəς'
            'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ'
            'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ'
            'ЂЄЅІЈЉЊЋЏҐ',
            'oolldddd'
            'ihhnntteeσ'
            'αβγδεζηθικλμνξοπρστυφχψω'
            'абвгдежзиклмнопрстуфхцчшщъыьэюя'
            'ђєѕіјљњћџґ'
        ),
        'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'),
        'Þ', 'th'), 'ґ', 'гя'), 'є', 'ея'), 'і', 'ия'), 'ђ', 'дя'),
    '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2190-\u2bff\u3000-\u303f]+',
    ' ', 'g'))
"""

# Each number gets eight digits: 2 stands before 10, and 2018 before 20180.
SORTED_AS = r"""
CREATE FUNCTION public.sorted_as(words pg_catalog.text) RETURNS pg_catalog.text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.regexp_replace(
    pg_catalog.regexp_replace(public.folded(words), '([0-9]+)', '00000000\1', 'g'),
    '0*([0-9]{8,})', '\1', 'g'
)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION public.folded(pg_catalog.text)"),
        migrations.RunSQL(SORTED_AS, "DROP FUNCTION public.sorted_as(pg_catalog.text)"),
    ]

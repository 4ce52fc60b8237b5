"""What somebody sends who wants to see a page break: values of one field, and whole requests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

FORM = "application/x-www-form-urlencoded"
NUL = "\x00"

# One value each that some parser, column or calculation could stumble over.
VALUES: tuple[str, ...] = (
    "",
    f"a{NUL}b",
    "7" * 5000,
    "9" * 25,
    "9223372036854775808",
    "2147483648",
    "-1",
    "0",
    "\u00b2",
    "\u0661\u0662",
    "1e400",
    "NaN",
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "9999-12-31T23:59",
    "0001-01-01 00:00",
    "23:59:60",
    "1-" + "9" * 30,
    "1:2:3-4_5",
    "\u202e\u2066evil\u2069",
    "line\r\nBcc: all@example.org",
    "\U0001f91d" * 300,
    "e\u0301" * 2000,
    "'; DROP TABLE events_edition; --",
    "{{ 7 }}{% now %}<script>",
    "[]",
    '{"a": [1',
    "../../etc/passwd",
    "http://[::1",
    "00000000-0000-0000-0000-000000000000",
    "x" * 20000,
)


@dataclass(frozen=True)
class Request:
    """One way to ask; `refused` tells that no page can make sense of it."""

    name: str
    method: str = "GET"
    path: str = "{path}"
    query: str = ""
    body: bytes = b""
    content_type: str = FORM
    headers: Mapping[str, str] = field(default_factory=dict)
    refused: int = 0


def _multipart(text: bytes) -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + text + b"\r\n--x--\r\n"


BAD = 400
LARGE = 413
DEEP = "a" + "[b]" * 600
REQUESTS: tuple[Request, ...] = (
    Request("a NUL in the address", path="{path}%00/", refused=BAD),
    Request("a line's end in the address", path="{path}%0d%0aSet-Cookie:%20a=b/", refused=BAD),
    Request("5,000 digits in the address", path="{path}" + "7" * 5000 + "/", refused=BAD),
    Request("a long part in the address", path="{path}" + "a" * 201 + "/", refused=BAD),
    Request("many parts in the address", path="{path}" + "a/" * 600, refused=BAD),
    Request("broken UTF-8 in the address", path="{path}%ff%fe/"),
    Request("half a sign in the address", path="{path}%ed%a0%80/"),
    Request("a NUL in the query", query="q=%00&page=%00&%00=%00"),
    Request("a huge query", query="q=" + "a" * 5000, refused=BAD),
    Request("a query of many fields", query="&" * 3990 + "a=1"),
    Request("a query of 10,000 fields", query="a=1&" * 10000, refused=BAD),
    Request("a deep query", query=f"{DEEP}=1"),
    Request("a broken query", query="%=%&=&%ff=%fe&q=%ed%a0%80&page=%c0%ae;a"),
    Request("a NUL in a cookie", headers={"HTTP_COOKIE": 'sessionid="\\000"; csrftoken="\\001"'}),
    Request("broken cookies", headers={"HTTP_COOKIE": "=;;sessionid=;a=b=c; messages=[[;\xff"}),
    Request("an unknown language", headers={"HTTP_ACCEPT_LANGUAGE": "x" * 3000 + ",*;q=9,\xff"}),
    Request("another host", headers={"HTTP_HOST": "evil.example"}, refused=BAD),
    Request("a broken host", headers={"HTTP_HOST": "a b\x01:99999999"}, refused=BAD),
    Request("a broken date", headers={"HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo 99999999999 25:61"}),
    Request("a broken mark", headers={"HTTP_IF_NONE_MATCH": 'W/"\xff', "HTTP_RANGE": "bytes=9-1"}),
    Request(
        "a broken htmx request",
        headers={
            "HTTP_HX_REQUEST": "true",
            "HTTP_HX_CURRENT_URL": "http://[::1",
            "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true",
            "HTTP_HX_TARGET": "\xff" * 200,
            "HTTP_HX_TRIGGERING_EVENT": "{",
        },
    ),
    Request("a broken origin", headers={"HTTP_REFERER": "http://[", "HTTP_ORIGIN": "null\xff"}),
    Request("a forged way", headers={"HTTP_X_FORWARDED_FOR": "a,,\xff,::::", "REMOTE_ADDR": ""}),
    Request("UTF-16", "POST", body="a=1".encode("utf-16"), content_type=f"{FORM}; charset=utf-16"),
    Request("UTF-7", "POST", body=b"a=+AAA-", content_type=f"{FORM}; charset=utf-7", refused=BAD),
    Request("no charset", "POST", body=b"a=1", content_type=f"{FORM}; charset=hex", refused=BAD),
    Request("bytes that are no text", "POST", body=b"a=\xff\xfe%ff&\xed\xa0\x80=%00"),
    Request("10,000 fields", "POST", body=b"a=1&" * 10000, refused=BAD),
    Request("10,000 names", "POST", body=b"&".join(b"a%d=" % n for n in range(10000)), refused=BAD),
    Request("a deep form", "POST", body=DEEP.encode() + b"=1"),
    Request("three million bytes", "POST", body=b"a=" + b"a" * 3_000_000, refused=LARGE),
    Request("JSON", "POST", body=b"{}", content_type="application/json", refused=BAD),
    Request("XML", "POST", body=b"<a/>", content_type="text/xml; charset=utf-8", refused=BAD),
    Request("no type", "POST", body=b"a=1", content_type="///;;;=", refused=BAD),
    Request("parts unbounded", "POST", body=b"a", content_type="multipart/form-data", refused=BAD),
    Request(
        "a boundary of no letters",
        "POST",
        body=b"a",
        content_type="multipart/form-data; boundary=\xe4",
        refused=BAD,
    ),
    Request(
        "broken parts",
        "POST",
        body=b"--x\r\nContent-Disposition: form-data; name*=x''%ff\r\nContent-Transfer-Encoding: "
        b"base64\r\n\r\n!\r\n--x",
        content_type="multipart/form-data; boundary=x",
    ),
    Request(
        "parts in another charset",
        "POST",
        body=_multipart(b"\x00\xff"),
        content_type="multipart/form-data; boundary=x; charset=utf-16",
        refused=BAD,
    ),
    Request(
        "a thousand files",
        "POST",
        body=b"".join(
            b'--x\r\nContent-Disposition: form-data; name="f%d"; filename="f"\r\n\r\na\r\n' % n
            for n in range(1000)
        )
        + b"--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        refused=BAD,
    ),
    Request(
        "a false length", "POST", body=b"a=1", headers={"CONTENT_LENGTH": "9" * 5000}, refused=LARGE
    ),
    Request(
        "a negative length", "POST", body=b"a=1", headers={"CONTENT_LENGTH": "-1"}, refused=LARGE
    ),
    Request("a method of its own", "BREW"),
    Request("TRACE", "TRACE"),
    Request("PUT", "PUT", body=b"a=1"),
)


def misnamed(path: str, wanted: Mapping[str, object]) -> Iterator[str]:
    """The address with each thing that it names replaced by what names nothing."""
    for value in map(str, wanted.values()):
        if f"/{quote(value)}" in path:
            for bad in ("9" * 25, "9" * 190, "-1", "%c2%b2", "%00", "%d9%a1", "..", "a%2Fb"):
                yield path.replace(f"/{quote(value)}", f"/{bad}", 1)

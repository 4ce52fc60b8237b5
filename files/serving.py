"""A file on its way to whoever may read it; who may, a face's `loading` has decided."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from files.models import StoredFile
from files.queries import pieces


def download(file: StoredFile) -> StreamingHttpResponse:
    """The file to take along, part by part; a browser neither shows it nor guesses what it is."""
    answer = StreamingHttpResponse(pieces(file), content_type=file.kind)
    answer["Content-Length"] = str(file.size)
    answer["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

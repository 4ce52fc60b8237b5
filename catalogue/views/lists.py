"""Lists that filters narrow, a page of rows at a time."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_filters import FilterSet

from catalogue.filters import chips

PAGE = 50


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any]) -> "Page[Any]":
    """The page of the rows that the address asks for, else the first."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def listing(
    request: HttpRequest, template: str, narrowed: FilterSet, page: "Page[Any]", **more: object
) -> HttpResponse:
    """The whole page, or for htmx the part of the same page that holds the results."""
    chosen = chips(narrowed, request.GET)
    context = {"filter": narrowed, "chips": chosen, "page_obj": page, **more}
    is_part = bool(getattr(request, "htmx", False))
    response = render(request, f"{template}#results" if is_part else template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response

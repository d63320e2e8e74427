"""Answers to requests that reach no view, and to views that fail: a status and nothing else."""

from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a forged Host header, for instance."""
    return HttpResponse(status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return HttpResponse(status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return HttpResponse(status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: Saleor and the marketplaces send again."""
    return HttpResponse(status=500)

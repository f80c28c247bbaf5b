"""Errors that are the user's to know."""

import pytest

from backstride.core.errors import Trouble, UserError


def test_an_error_says_what_where_and_why() -> None:
    error = UserError(Trouble.NOT_SAVED, where="/tmp/settings.json", detail=OSError("disk full"))
    assert (error.trouble, error.where, error.detail) == (Trouble.NOT_SAVED, "/tmp/settings.json", "disk full")
    assert str(error) == "not-saved: /tmp/settings.json disk full"


@pytest.mark.parametrize("trouble", Trouble)
def test_an_error_without_values_names_its_trouble(trouble: Trouble) -> None:
    assert str(UserError(trouble)) == f"{trouble.value}:"

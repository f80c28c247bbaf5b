"""What users are told when something outside of the program goes wrong."""

import re

import pytest

from backstride.core.errors import Trouble, UserError
from backstride.ui.error_words import error_text


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_is_told_in_whole_sentences_with_what_it_is_about(trouble: Trouble) -> None:
    told = error_text(UserError(trouble, where="WHERE", detail="{detail}"))
    assert "WHERE" in told
    assert not re.search(r"\{(where|reason|name)", told)
    assert told.endswith(".") or trouble is Trouble.BAD_ARGUMENT
    assert "!" not in told

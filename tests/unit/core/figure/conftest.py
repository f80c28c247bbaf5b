"""Every figure file, prepared once, for the tests of this folder."""

from functools import lru_cache

import pytest

from backstride.core.figure.motion import Figure, prepare
from backstride.core.figure.skeleton import Skeleton
from backstride.resources import ASSETS
from backstride.store.figures import figure_names, load_figure, load_skeleton

FOLDER = ASSETS / "figures"


@lru_cache(maxsize=1)
def the_skeleton() -> Skeleton:
    return load_skeleton(FOLDER)


@lru_cache(maxsize=200)
def prepared(name: str) -> Figure:
    return prepare(load_figure(FOLDER, name), the_skeleton())


@pytest.fixture(scope="session")
def skeleton() -> Skeleton:
    return the_skeleton()


@pytest.fixture(params=figure_names(FOLDER))
def figure(request: pytest.FixtureRequest) -> Figure:
    return prepared(request.param)

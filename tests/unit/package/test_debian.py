"""What the Debian package tells the system, and what lies where."""

import configparser
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from backstride.app.desktop import DESKTOP_FILE
from backstride.core.definitions import Kind
from backstride.resources import ROUTINES
from backstride.store.routine_files import load_catalogue
from package import desktop_files
from package.debian import APP_ID, control_text, integrate
from package.freezing import BuildError, source_date
from package.icons import ICNS_TYPES, PNG_SIZES, icns, ico

ROOT = Path(__file__).resolve().parents[3]
LINUX = ROOT / "build_spec" / "linux"
HAS_TOOLS = all(map(shutil.which, ("desktop-file-validate", "appstreamcli", "update-mime-database")))


def entry() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(LINUX / f"{APP_ID}.desktop", encoding="utf-8")
    return parser


@pytest.mark.skipif(not HAS_TOOLS, reason="the desktop's tools are not here; bootstrap.py package runs them")
def test_the_desktops_own_tools_accept_our_files():
    desktop_files.check(LINUX)


@pytest.mark.skipif(not HAS_TOOLS, reason="the desktop's tools are not here")
@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        (f"{APP_ID}.desktop", "Type=Application", "Type=Programme"),
        (f"{APP_ID}.metainfo.xml", "<id>", "<ident>"),
        ("backstride.xml", "*.backstride.json", "*.other.json"),
    ],
)
def test_a_mistake_in_them_is_told(tmp_path, name, right, wrong):
    shutil.copytree(LINUX, tmp_path, dirs_exist_ok=True)
    path = tmp_path / name
    path.write_text(path.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    with pytest.raises(BuildError):
        desktop_files.check(tmp_path)


def test_the_action_starts_a_core_routine_that_there_is():
    command = entry()["Desktop Action core"]["Exec"].split()
    assert command[:2] == ["backstride", "play"]
    assert load_catalogue((ROUTINES,)).routines[command[2]].kind is Kind.CORE


def test_entry_metadata_and_mime_type_name_the_same_app():
    metadata = ElementTree.parse(LINUX / f"{APP_ID}.metainfo.xml").getroot()
    mime = ElementTree.parse(LINUX / "backstride.xml").getroot()
    kind = mime[0].get("type")
    assert metadata.findtext("id") == APP_ID == DESKTOP_FILE
    assert metadata.findtext("launchable") == f"{APP_ID}.desktop"
    assert entry()["Desktop Entry"]["Icon"] == APP_ID
    assert entry()["Desktop Entry"]["MimeType"] == f"{kind};"
    assert metadata.findtext("provides/mediatype") == kind == desktop_files.MIME_TYPE


def test_every_screenshot_of_the_metadata_is_in_the_checkout():
    metadata = ElementTree.parse(LINUX / f"{APP_ID}.metainfo.xml").getroot()
    names = [image.text.rpartition("/main/")[2] for image in metadata.iter("image")]
    assert len(names) >= 2
    assert all((ROOT / name).is_file() for name in names)


def test_the_control_file_has_what_dpkg_needs():
    text = control_text("1.2", "amd64", 1000, ("libx", "libc6 (>= 2.36)"))
    fields = dict(re.findall(r"^([\w-]+): (.*)$", text, re.MULTILINE))
    assert fields["Package"] == "backstride"
    assert fields["Depends"] == "libx, libc6 (>= 2.36)"
    assert "speech-dispatcher" in fields["Recommends"]
    assert "pulseaudio | pipewire-pulse" in fields["Recommends"]
    assert text.endswith(".\n")
    assert not re.search(r"^\S[^:]*$", text, re.MULTILINE)


def test_everything_lies_where_desktops_look(tmp_path):
    shutil.copytree(ROOT / "build_spec", tmp_path / "build_spec")
    shutil.copytree(ROOT / "assets" / "icons", tmp_path / "assets" / "icons")
    (tmp_path / "build" / "icons").mkdir(parents=True)
    for size in PNG_SIZES:
        (tmp_path / "build" / "icons" / f"{size}.png").touch()
    share = tmp_path / "share"
    integrate(tmp_path, share)
    lying = {path.relative_to(share).as_posix() for path in share.rglob("*") if path.is_file()}
    assert lying == {
        f"applications/{APP_ID}.desktop",
        f"metainfo/{APP_ID}.metainfo.xml",
        "mime/packages/backstride.xml",
        "man/man1/backstride.1",
        f"icons/hicolor/scalable/apps/{APP_ID}.svg",
        *(f"icons/hicolor/{size}x{size}/apps/{APP_ID}.png" for size in PNG_SIZES),
    }


def test_icons_of_other_systems_say_how_long_each_picture_is():
    windows = ico({16: b"small", 256: b"large one"})
    assert windows[:6] == b"\0\0\1\0\2\0"
    assert windows[6:8] == b"\x10\x10"
    assert windows[22:24] == b"\0\0", "256 is written as 0"
    assert windows.endswith(b"smalllarge one")
    apple = icns(dict.fromkeys(ICNS_TYPES, b"png"))
    assert int.from_bytes(apple[4:8], "big") == len(apple) == 8 + 11 * len(ICNS_TYPES)


def test_the_date_of_the_source_is_the_one_given_or_that_of_the_commit(tmp_path):
    assert source_date(tmp_path, {"SOURCE_DATE_EPOCH": "42"}) == "42"
    with pytest.raises(BuildError, match="SOURCE_DATE_EPOCH"):
        source_date(tmp_path, {})

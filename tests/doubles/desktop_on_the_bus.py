"""A desktop on a private session bus, as a process of its own, that prints one line of JSON for all that happens to it.

    python desktop_on_the_bus.py BEHAVIOUR SERVICE...

BEHAVIOUR is "grant", "refuse" or "ignore".  SERVICE is a well-known name to own; with "@/a/path", only that object is
there.  Like the real services it takes a hold back when the caller leaves the bus.
"""

import json
import sys
from contextlib import suppress

from jeepney import HeaderFields, MatchRule, MessageType, message_bus, new_error, new_method_return
from jeepney.io.blocking import DBusConnection, open_dbus_connection

COOKIE = 4_000_000_001  # more than an int32 holds
HANDLE = "/org/freedesktop/portal/desktop/request/1"
ANSWERS = {
    ("org.freedesktop.ScreenSaver", "Inhibit", "ss"): ("u", (COOKIE,)),
    ("org.freedesktop.ScreenSaver", "UnInhibit", "u"): None,
    ("org.gnome.SessionManager", "Inhibit", "susu"): ("u", (COOKIE,)),
    ("org.gnome.SessionManager", "Uninhibit", "u"): None,
    ("org.freedesktop.portal.Inhibit", "Inhibit", "sua{sv}"): ("o", (HANDLE,)),
    ("org.freedesktop.portal.Request", "Close", ""): None,
}
"""By interface, method and exact signature."""


def main(behaviour: str, services: list[str]) -> None:
    paths = dict(service.split("@") for service in services if "@" in service)
    with open_dbus_connection() as connection:
        watch = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
        connection.send_and_get_reply(message_bus.AddMatch(watch))
        for service in services:
            connection.send_and_get_reply(message_bus.RequestName(service.split("@")[0]))
        say(ready=True)
        while True:
            serve(connection, behaviour, set(paths.values()))


def serve(connection: DBusConnection, behaviour: str, paths: set[str]) -> None:
    message = connection.receive()
    fields = message.header.fields
    if message.header.message_type is MessageType.signal:
        if fields[HeaderFields.member] == "NameOwnerChanged" and not message.body[2]:
            say(gone=message.body[0])
        return
    if message.header.message_type is not MessageType.method_call:
        return
    interface, member, path = (fields[k] for k in (HeaderFields.interface, HeaderFields.member, HeaderFields.path))
    signature = fields.get(HeaderFields.signature, "")
    say(
        sender=fields[HeaderFields.sender], interface=interface, member=member, path=path, signature=signature,
        body=list(message.body),
    )  # fmt: skip
    if behaviour == "ignore":
        return
    if behaviour == "refuse":
        connection.send(new_error(message, "org.freedesktop.DBus.Error.AccessDenied"))
    elif paths and path not in paths:
        connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownObject"))
    elif (interface, member, signature) not in ANSWERS:
        connection.send(new_error(message, "org.freedesktop.DBus.Error.InvalidArgs", "s", (signature,)))
    else:
        connection.send(new_method_return(message, *(ANSWERS[interface, member, signature] or ())))


def say(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


if __name__ == "__main__":
    with suppress(ConnectionResetError):  # the test has ended the bus
        main(sys.argv[1], sys.argv[2:])

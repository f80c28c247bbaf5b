"""How schema-3.db was made: schema-2.db migrated by the app's own code at schema 3, and what is new in it added.

    PYTHONPATH=desktop python tests/data/databases/make_schema_3.py

Once a later schema has shipped the file is never made again, and this script refuses to.
"""

import shutil
import tempfile
from pathlib import Path

from backstride.store.database import SCHEMA_VERSION, back_up, open_history
from backstride.store.paths import profile_paths

TARGET = Path(__file__).with_name("schema-3.db")
EDITED, ADDED = f"{1:032x}", f"{2:032x}"


def main() -> None:
    """Make the file again; everything in it but the compression of SQLite is the same every time."""
    if SCHEMA_VERSION != 3:
        raise SystemExit("schema-3.db belongs to schema 3 and is kept as it was")
    with tempfile.TemporaryDirectory() as folder:
        paths = profile_paths(Path(folder) / "profile")
        paths.data_dir.mkdir()
        shutil.copyfile(TARGET.with_name("schema-2.db"), paths.database)
        connection = open_history(paths)
        connection.execute("UPDATE sessions SET edited_utc = '2024-03-02T07:00:00.000+00:00' WHERE id = ?", [EDITED])
        connection.execute("UPDATE sessions SET added = 1 WHERE id = ?", [ADDED])
        connection.execute("INSERT INTO pauses VALUES (?, '2024-02-05', '2024-02-09', 'illness')", [f"{1:032x}"])
        connection.execute("UPDATE _sqlite_migrations SET applied_at = '2024-03-01 06:00:00.000000+00:00'")
        connection.execute("VACUUM")
        back_up(connection, TARGET)
        connection.close()


if __name__ == "__main__":
    main()

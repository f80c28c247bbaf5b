"""PySide6 must not lose references to None: 6.12.0 does on Python 3.11, and dies within minutes of a countdown.

Whoever raises the pin is told here: 20,000 timer ticks that set a text, in a process of their own.
"""

import subprocess
import sys

TICKS = 20_000
PROGRAM = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
count = 0
def tick():
    global count
    count += 1
    label.setText(str(count))
    if count == {TICKS}:
        app.quit()
timer = QTimer()
timer.timeout.connect(tick)
timer.start(0)
app.exec()
print(count, before - sys.getrefcount(None))
"""


def test_twenty_thousand_ticks_lose_no_reference_to_none():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    ticks, lost = (int(word) for word in done.stdout.split())
    assert ticks == TICKS
    assert lost < TICKS // 10

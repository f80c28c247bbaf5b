"""The least a PySide6 program can be: one empty main window.  What the app is measured against."""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

app = QApplication(sys.argv)
window = QMainWindow()
window.resize(1100, 760)
window.show()
sys.exit(app.exec())

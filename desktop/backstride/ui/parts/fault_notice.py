"""Says that something of ours went wrong, and lets the report be copied."""

from PySide6.QtGui import QGuiApplication

from backstride.ui.parts.notice import Notice
from backstride.ui.words import tr


class FaultNotice(Notice):
    """Stays until it is closed, and gathers the reports that come meanwhile."""

    def __init__(self) -> None:
        super().__init__("", (("copy", tr("Copy the report")), ("close", tr("Close"))))
        self.setObjectName("fault")
        self._reports: list[str] = []
        self.chosen.connect(self._on_chosen)

    def add(self, report: str) -> None:
        """Show that something went wrong, and keep its report."""
        self._reports.append(report)
        self.words.setText(
            tr(
                "Something in Backstride went wrong. Your history is kept, and you can go on. "
                "The report helps to mend it and says nothing about you."
            )
        )
        self.show()

    def _on_chosen(self, name: str) -> None:
        if name == "copy":
            QGuiApplication.clipboard().setText("\n".join(self._reports))
            self.words.setText(tr("The report is copied. Paste it where you want to send it from."))
        else:
            self._reports.clear()
            self.hide()

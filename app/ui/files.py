"""Files of the officer: which one to read, where one is written; asked in our words, never over a file unasked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

PDF, XLSX, TXT = ".pdf", ".xlsx", ".txt"
_TITLES = {PDF: "Xuất PDF", XLSX: "Xuất Excel", TXT: "Lưu thành tệp"}
_FILTERS = {PDF: "PDF (*.pdf)", XLSX: "Excel (*.xlsx)", TXT: "Văn bản (*.txt)"}
_LABELS = (
    (QFileDialog.DialogLabel.LookIn, "Thư mục:"),
    (QFileDialog.DialogLabel.FileName, "Tên tệp:"),
    (QFileDialog.DialogLabel.FileType, "Loại tệp:"),
    (QFileDialog.DialogLabel.Accept, "Ghi tệp"),
    (QFileDialog.DialogLabel.Reject, "Thôi"),
)


def documents() -> Path:
    """Return the user's own documents."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def ask_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask for a file, in our words; None when the officer thinks better of it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _answer(dialog, "Tên tệp:", "Mở")


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder, in our words; None when the officer thinks better of it."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _answer(dialog, "Tên thư mục:", "Chọn")


def _answer(dialog: QFileDialog, name: str, accept: str) -> Path | None:
    """Show a dialog that asks for one thing in our words; None when the officer thinks better of it."""
    words = dict(_LABELS) | {QFileDialog.DialogLabel.FileName: name, QFileDialog.DialogLabel.Accept: accept}
    for label, word in words.items():
        dialog.setLabelText(label, word)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


def ask_place(parent: QWidget, offered: Path) -> Path | None:
    """Ask where to write a file of the kind of `offered`; None when the officer thinks better of it."""
    kind = offered.suffix
    while True:
        dialog = QFileDialog(parent, _TITLES[kind], str(offered.parent), _FILTERS[kind])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind[1:])
        # Its own question would come in English.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        for label, word in _LABELS:
            dialog.setLabelText(label, word)
        dialog.selectFile(offered.name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        if not chosen:
            return None
        path = Path(chosen[0])
        # Whatever was typed, a PDF is called one.
        path = path if path.suffix.lower() == kind else path.with_name(path.name + kind)
        if not path.exists() or _replaces(parent, path):
            return path
        offered = path


def _replaces(parent: QWidget, path: Path) -> bool:
    box = QMessageBox(parent)
    box.setWindowTitle("Một Cửa")
    box.setText(f"Đã có tệp “{path.name}” trong thư mục này.")
    box.setInformativeText("Ghi đè thì nội dung cũ mất hẳn.")
    replace = box.addButton("Ghi đè", QMessageBox.ButtonRole.AcceptRole)
    other = box.addButton("Đặt tên khác", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(other)
    box.setEscapeButton(other)
    box.exec()
    return box.clickedButton() is replace


def open_folder(path: Path) -> None:
    """Open the folder of a file in the system's own way."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

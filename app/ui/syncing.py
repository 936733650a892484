"""What the status line says of the talk with the province: one quiet sentence, never a dialog (DESIGN §3.11)."""

from __future__ import annotations

from datetime import datetime

from app import words
from app.sync.once import Progress, SyncResult
from app.ui.shell.window import MainWindow

ALONE = ("Lưu tại quầy", "trung tâm chưa nối với tỉnh")
_AS_USUAL = "Mọi việc vẫn làm và in bình thường"


class SyncWords:
    """Says each piece of news, remembering since when a state lasts."""

    def __init__(self, window: MainWindow) -> None:
        """Speak in the status line of `window`."""
        self._window = window
        self._state = ""
        self._since: datetime | None = None

    def tell(self, news: Progress | SyncResult, now: datetime) -> None:
        """Say how far a round has come, or how it ended."""
        if isinstance(news, SyncResult):
            self._result(news, now)
        elif news.lane == "push" and news.total:
            self._window.set_sync("Đang gửi tỉnh", f"{news.done} trên {news.total} việc", good=True)

    def _result(self, result: SyncResult, now: datetime) -> None:
        if result.state != self._state or self._since is None:
            self._state, self._since = result.state, now
        if result.state == "done":
            detail = f"{result.parked} hồ sơ cần xử lý" if result.parked else ""
            self._window.set_sync(f"Đã gửi tỉnh đến {now:%H:%M}", detail, good=True)
            return
        if result.state in ("clock", "old_relay"):
            self._window.set_sync(f"Đã gửi tỉnh đến {now:%H:%M}", words.say(result.state.upper(), {}), good=False)
            return
        kept = f"{result.waiting} việc lưu tại quầy, sẽ tự gửi." if result.waiting else ""
        if result.state == "offline":
            said = f"Chưa có mạng từ {self._since:%H:%M}."
            detail = f"{_AS_USUAL}; {kept}" if kept else f"{_AS_USUAL}."
            self._window.set_sync(said, detail, good=False)
        elif result.stuck:
            said = words.say("STUCK", {"dossier": result.stuck, "incident": result.incident})
            self._window.set_sync(said, kept, good=False)
        else:
            self._window.set_sync(words.say(result.state.upper(), {}), kept, good=False)

"""The frame around the screens: rail, header, page stack with its right panel, status line, key card and lock.

A screen is a `shell.page.Page`: a widget with a title, a subtitle and perhaps a right panel, that is told when it is
shown and when the officer presses Ctrl+Enter. The window makes it from a factory the first time it is opened, so a
start costs one screen:

    pages = {Screen.TODAY: lambda window: TodayPage(window, tasks), Screen.RECEIVE: ...}
    window = MainWindow(pages, centre="Trung tâm Phục vụ hành chính công xã Minh Tâm")
    window.set_officer("Trần Thị Mai Duyên", "Quầy 2")
    window.open(Screen.LOOKUP, "huong")            # → page.shown("huong")
    context.changed.connect(window.refresh)        # → page.refresh() of the screen in view
    window.set_count(Screen.CLOSE, 3)              # gold bubble on the rail
    window.set_sync("Đã gửi tỉnh đến 09:41", "đang gửi 3 việc", good=True)
    window.set_printer("Canon LBP2900", ready=True); window.set_scanner("Máy quét sẵn sàng", ready=True)
    window.lock_asked.connect(...)                 # Khóa or Ctrl+L; then window.lock([...]) / window.unlock()
    window.text_size_changed.connect(...)          # Ctrl+= / Ctrl+-: already applied; the factor to remember

What the window asks of a page (all optional but `title`; see `page.Page`):
`title`, `subtitle` (call `set_headline` to change), `panel` (right panel or None), `paper` (a kit Paper that F7
enlarges or None), `enlarge()` (where F7 is about another paper), `owns_search` (the header's box is this screen's
box), `shown(argument)`, `refresh()` (reads again, and loses nothing typed), `primary()`, `subject()` (the dossier that
F4 takes along), `search(text)`, `search_step(by)`, `search_entered()`, `leave()`.

window puts it together from rail, header, statusline and page; over it lie keycard (F1), papersheet (F7), lock and
what else is an overlay; brand and mark are painted.
"""

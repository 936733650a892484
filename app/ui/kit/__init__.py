"""The parts every screen is built from: one token table, one style sheet, and the widgets that need more than both.

Nothing here knows a dossier, a service or a screen. Each part is imported from its own module:

tokens      `Tokens` (LIGHT, DARK, `high_contrast(QPalette)`), `TYPE`, `HEIGHT`, `contrast_ratio`.
theme       `apply_theme(app, Scheme.LIGHT, 1.0)`; `theme()` gives `.px(n)` (type, heights, widths), `.gap(n)`
            (distances), `.font(kind)`, `.colour(name)`, `.compact`; `changes().changed` tells of another look.
layout      `Row`, `Column` (*items, gap, margins, parent), `Grid`, `Line`, `Surface(kind)`, `Plain(layout)`,
            `set_shown(widget, bool)`, `empty_layout`. Among items None stretches, a number is a distance,
            (item, n) has stretch n.
text        `Text(text, kind, tone, wrap)`, `.set_parts("a ", Strong("b"))`, `.set_tone`; `Elided`;
            `KeyCap("Ctrl+S")`, `KeyHints([("Enter", "mở hồ sơ")])`, `Avatar(name)`, `initials(name)`.
icons       `Icon(name, tone, size)`; names are the files of resources/icons without size.
marks       `Mark`; `MarkView(mark, size)`, `MarkText(mark, word)` for rows, `Badge(mark, word)` beside a title.
buttons     `Button(text, "primary" | "secondary" | "quiet" | "danger", key=, icon=, large=)`, `.set_text`.
inputs      `TextInput`, `CountCell`, `MoneyInput`, `TextArea`, `Combo`; `.value()`; signals `entered`, `left`.
fields      `Field(label or Shortcut, editor, required=, help=, line=)`, `.set_error(sentence or None)`;
            `HelpLine` alone. Fields bring the room beneath them: rows of fields need no gap.
search      `SearchBox(hint, key=)`, `.set_note`; `ResultList(field)`, `.show_results([Result(...)])`, signal
            `taken(key)`; `highlight(name, query)`, `fold(text)`.
scan        `ScanField(prompt, key=, icon=)`, signal `scanned(text)`, `.report(strong, rest)`, `.reset()`.
choices     `Segmented([(value, word)], value)`, signal `changed(value)`; `CheckBox(words or Shortcut)`.
choicecard  `ChoiceCard(title, lines, key=, icon=, kind="name" | "big")`: radio buttons of one parent.
chip        `Chip(name, menu=)`, `.set_value(words or None)`, signals `clicked`, `cleared`.
table       `TableColumn`, `Cell`, `TableRow`, `RowModel` (`.reset`, `.append`, signal `wanted(offset)`), `TableView`
            (signals `chosen(key)`, `opened(key)`); optional columns leave by themselves when there is no room.
tile        `Tile(name, mark or icon, tone=, key=)`, `.show_figure(n, sense)`, `.setChecked`.
timeline    `Timeline().show_entries([Entry(...)])`.
paper       `Paper(empty)`, `.show_pdf(bytes, image=)`, `.wanted_width`, `render_pdf(bytes, width)` for a worker.
cards       `Card`, `StepCard`, `NoteCard`, `QuietLine`, `WarningBand`, `ErrorStrip`, `Progress`, `announce`.
form        `Form([sections])`, `.reveal(widget)`; `Section(name, key, *content)`, `.set_state(mark, note)`;
            `ActionBar(left, right)`, `.set_note(text, mark)`.

State lives in Qt properties `k` (kind), `tone`, `err`, `seg`, `on`; `style.set_state` makes Qt read them again.
Sizes are given at 100 % everywhere; the theme multiplies type and heights by the text size, spacing by a third of it.
"""

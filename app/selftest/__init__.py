"""The packaged program tries itself on the PC it was installed on, and says in plain Vietnamese what to mend.

Everything is tried for real: a store is made, dossiers are received, papers drawn and looked at, the window typed
into, a relay closed a day with. All of it happens in a temporary folder; of the desk's own data only its store is
looked at, never written. Nothing on the page is personal, so it may be read over the phone or taken along on a stick.

check       what a check is: what it was asked, what it saw, the cure.
bench       what the checks work with: a temporary folder, a desk in it with a clock that stands.
specimens   three invented dossiers that between them have every paper.
looking     a PDF's pages as a printer gets them: their ink, their words, their QR code.
contents    the list of every file shipped in resources/, with its digest.
machine, files, stores, sheets, printing, screens, province
            the checks, by subject.
hand        an officer's hands and eyes at the window: keys, and waits for what is seen.
practice_day, evidence
            a whole day played by that hand, and what it must leave behind (`motcua demo --headless`).
run         the checks in order, each with its time limit, in a process apart; `CHECKS` is the list.
page        the one page a clerk reads out.
"""

"""Sổ và báo cáo: a report is chosen, counted, opened figure by figure, and written or printed as paper.

kinds         the reports in an officer's words
periods       the periods offered, and days as typed; no Qt
figure_model  figures as a table, with what each cell counts
grid          figures one walks with the arrows and opens with Enter
rows          registers and lists as table rows
figure_dossiers
              the dossiers behind one figure
band          what is under way, done or wrong, in one line
form          the layout
period        keeps the name of a period and its two days together
listing       rows page by page, and the dossiers a figure counts
saving        where a file goes
paperwork     enlarges, prints and writes a report
page          connects them with the services
"""

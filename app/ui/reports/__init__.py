"""Sổ và báo cáo: a report is chosen, counted, opened figure by figure, and written or printed as paper.

kinds     the six reports in an officer's words
periods   the periods offered, and days as typed; no Qt
grid      figures one walks with the arrows and opens with Enter
rows      registers and lists as table rows
opened    the dossiers behind one figure
band      what is under way, done or wrong, in one line
form      the layout
working   counting and writing off the GUI thread, with numbers and a way to stop
preview   the enlarged paper, page by page
saving    where a file goes
page      connects them with the services
"""

"""The desk's side of the conversation with the province (DESIGN §3.4–3.7).

`protocol` is what both ends say. `transport` carries it and gives every failure a kind. `enrol` joins a province;
`push` sends what waits, `pull` brings what others did, `once` does both as one round and `loop` repeats the round in
a thread of its own. `reconcile` compares a day with the relay, repairs it and keeps the relay's signature; `parked`
lets an officer choose where the relay refused; `past` counts on from what comes back of a desk's own.

What waits, what was answered and how far was pulled lies in the store, so a round may be cut anywhere and the next
one goes on from what is on disk. No transaction is open while the network is used. A verdict of the relay is the
only thing that makes an event sent or refused; a failure of the line changes nothing but the state that is shown.
"""

"""What stands between the network and the page: small middlewares, each for one kind of attack.

None knows what the page does. `server` puts them in their order.

hosts.py        who may call this server by which name
bodies.py       how much may be sent, and how slowly
connections.py  a free port, how long one may keep silent, how many there may be
closed.py       which of Gradio's own routes are open
mistaken.py     what was asked wrongly is no fault of ours
marks.py        what each answer tells the browser to forbid
asking.py       the address of who asks
unforeseen.py   one neutral sentence for what nobody foresaw
quiet_log.py    what is said again is counted, not written
answers.py      the plain answers of those who refuse
"""

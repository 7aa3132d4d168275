"""What stands between the network and the page: small middlewares, each for one kind of attack.

None knows what the page does. `server` puts them in their order.
"""

"""Pixels: how a pixel is distributed, and what samples of pixels look like.

tab.py         the widgets and what they do
views.py       what is asked, its link, and what is told of it
map.py         a face on which one pixel is chosen
two_pixels.py  the smallest example of joint and independent probability
endpoints.py   sheets of samples over HTTP
"""

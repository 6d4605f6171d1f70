"""Measurements on the curves of a run: numbers with units, no opinions.

roles     which series is the loss, which the accuracy, and what kind of training it is
shape     noise, levels and the smoothed curve of one series
growth    the factor per record of an exploding curve, and the learning rate that it proves critical
chance    what a network that has learned nothing scores
plateau   where a curve lies flat
spikes    records that stand out of their neighbours
forecast  where a curve is heading, with an interval
"""

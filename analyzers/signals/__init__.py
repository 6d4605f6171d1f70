"""Measurements on the curves of a run: numbers with units, no opinions.

kind      what the name of a series tells
roles     which series is the loss, which the accuracy, and what kind of training it is
once      measurements that are taken once
summary   medians, means and deviations of short and of very long curves
noise     how far records scatter around their course
smoothing long curves as fewer points, and the course under the noise
shape     noise, levels and the smoothed curve of one series
growth    the factor per record of an exploding curve, and the learning rate that it proves critical
chance    what a network that has learned nothing scores
guessing  how near a run stays to that score
progress  how much of a loss is gone, how evenly, and whether it still falls
plateau   where a curve lies flat
spikes    records that stand out of their neighbours, and records that swing to and fro
magnitude what the size of a loss tells
games     how a game stands whose losses need not fall
range_test  a rate that grows until the loss explodes, on purpose
forecast  where a curve is heading, with an interval
layers    what was recorded inside a network
noise_floor  what a drop of the learning rate did to the loss
"""

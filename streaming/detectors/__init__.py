"""Detectors: a picture in, detections out; the only importers of models and runtimes in this app."""

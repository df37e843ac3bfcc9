"""Where frames come from, each kind behind ``base.Source``."""

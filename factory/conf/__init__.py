"""The parts of the settings that nothing from outside decides."""

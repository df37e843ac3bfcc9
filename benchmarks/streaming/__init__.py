"""Live video beside what one would pick instead: fan-out, cameras, a slow reader, faults, a soak."""

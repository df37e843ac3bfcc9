"""Identity measured: faults, throughput, clean-up and the gallery, each beside its peer or limit."""

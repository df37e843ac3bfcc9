"""Proofs on real processes: workers, beats and brokers that are killed, frozen and doubled."""

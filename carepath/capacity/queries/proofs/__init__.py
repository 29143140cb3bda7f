"""What a number of the capacity pages opens to."""

from carepath.capacity.queries.proofs.proving import PROVEN, Proof, Sample, proof

__all__ = ["PROVEN", "Proof", "Sample", "proof"]

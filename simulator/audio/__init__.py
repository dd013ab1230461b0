"""Everything that touches samples: reading, making, mixing, recognising and writing sound."""

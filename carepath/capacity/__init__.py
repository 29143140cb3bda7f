"""USE: occupancy, requests for a bed, the board, queues."""

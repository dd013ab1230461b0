"""What owns a clock and a network: carries effects out and brings events back."""

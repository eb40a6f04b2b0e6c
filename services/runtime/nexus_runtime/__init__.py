"""What the Python services share; it knows neither of them."""

"""Products, prices, quotes, orders and returns, and what each customer usually buys."""

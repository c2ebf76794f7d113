"""供求研判: people who can work against posts that are asked for, by month, township, trade and sector."""

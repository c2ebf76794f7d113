"""支付与回执: pay files for the bank, its results, and failed lines sent again."""

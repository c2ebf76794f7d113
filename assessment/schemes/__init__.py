"""考核方案: drafted from the house's default or another year's, checked, tried with other weights, put in force."""

"""政策: the library of policy documents, the rules that stand on them, and the talks that make them known."""

"""用工需求与对接: a demand is filled, reviewed and published; surveyed people are found, proposed and confirmed."""

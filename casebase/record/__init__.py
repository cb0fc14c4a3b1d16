"""The case record: its fields, vocabularies, evidence, versions and differences."""

"""From a case record to its searchable document: text, golden questions, publication."""

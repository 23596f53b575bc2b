"""From a Document to Records: outline, identity, statutory tables and narrative."""

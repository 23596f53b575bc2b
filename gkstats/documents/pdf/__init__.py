"""PDF pages as characters and rules, by either engine, and from these to paragraphs and tables."""

"""From a path, URL, bytes or file object to a frozen Document of paragraphs and table grids."""

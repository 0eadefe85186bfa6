"""What the board shows: the floor in words and in the units of its pictures. Coordinates are whole numbers, for any language."""

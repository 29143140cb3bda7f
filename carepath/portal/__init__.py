"""Now, wall, My work, navigation and search."""

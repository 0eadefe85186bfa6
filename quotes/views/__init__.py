"""Pages of quotes: typed, compared, told; what is due; the tariffs."""

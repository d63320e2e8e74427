"""Who is served: installations, cooperatives, shops, their secrets and their problems."""

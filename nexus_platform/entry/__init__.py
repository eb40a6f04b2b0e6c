"""How an environment is reached from outside: what is meant, and who translates it."""

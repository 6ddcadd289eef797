"""What the server of fresh processes imports before it forks, a module for each set."""

"""What was said -> level and reasons. Machines raise, humans decide."""

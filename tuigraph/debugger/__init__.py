"""Program control, the timeline of runs, and what a screen is told of them; headless."""

"""What a screen and a debuggee say to each other: plain records that import nothing above the ground."""

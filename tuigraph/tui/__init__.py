"""The screen: a Textual app that shows what a debugged program does and sends it what a person asks for."""

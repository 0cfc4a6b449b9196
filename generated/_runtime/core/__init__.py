"""The protocol's logic without IO: text and the time go in; frames, deadlines and closes come out."""

"""Generated servers and clients against what users would pick instead: processes of their own, under load."""

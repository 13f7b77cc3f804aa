"""Compiled functions of the index. Like those of `cleaner.neardup.kernels` they know arrays and numbers alone."""

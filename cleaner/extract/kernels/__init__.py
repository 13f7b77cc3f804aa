"""Compiled functions over a page's markup; see `cleaner.kernel_cache`."""

"""The compiled functions. Each is plain Python over arrays; `kernel_cache.kernel` compiles it at first use."""

"""Which texts are copies of which, verified exactly.

kernel_cache   the decorator for compiled functions, and where their machine code is kept
kernels        the compiled functions: tokenizing, sketching, sorting, pairing, comparing
shingling      tokens, shingles, hash-1: the plain Python reference
fold_arrays    the folding table as arrays
corpus         the caller's table or iterable as ids and text buffers
sketch         shingle sets and MinHash signatures of a corpus; datasketch objects
bands          (b, r) from threshold and recall
candidates     pairs that share a band; what happens in giant buckets
verify         exact Jaccard
union_find     connected components
clusters       which copy is kept, and why
result         the result's two tables
duplicates     find_duplicates: all of it in order
"""

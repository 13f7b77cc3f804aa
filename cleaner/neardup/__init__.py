"""Which texts are copies of which, verified exactly.

duplicates     find_duplicates: all of it in order, and its result
explaining     why two documents are copies, or why not
tables         the result's two tables
clusters       which documents belong together, and how each stands to the kept one
keeping        which copy is kept
passages       runs of words that documents share, found on the texts, and their characters
repeats        which of these stand in a preferred document too
updates        which related texts are versions of one
meeting        two sketches side by side: in which bands and samples they meet
candidates     which pairs are compared; what happens in giant buckets, and the guarantee
verify         exact Jaccard
union_find     connected components
bands          (b, r) from threshold and recall
units          equal token streams, looked at once
sketch         shingle sets and MinHash signatures of texts; datasketch objects
spool          all shingle hashes of a corpus, in memory or in a file
threads        plain threads over compiled functions
corpus         the caller's table or iterable as ids and text buffers
fold_arrays    the folding table as arrays
shingling      tokens, shingles, hash-1: the plain Python reference
kernels        the compiled functions
"""

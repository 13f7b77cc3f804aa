"""The index that lives on: documents are added, asked for, removed, and found again by tomorrow's run.

One directory, no server, one writer beside any number of readers:

    manifest.json     what is valid: format, fingerprint, generation, the files below. Replaced in one step (write,
                      fsync, rename, fsync of the directory); its second line is the digest of the first
    log-00000001      entries, only ever appended: `add` (id, digest of the tokens, shingle hashes packed by
                      Elias-Fano), `remove` (id), `synced` (all before it was on disk). Each entry bears its own
                      checksum; the last of a transaction says so. This is the write-ahead log, and it stays: segments
                      point into it, so that sets of shingles are written once and never moved by a merge
    segment-00000002  sorted keys and fixed columns of some thousand documents or millions, immutable, mapped. A
                      checksum every 4 KiB, looked at before the first use of a block
    removed-00000003  which documents of a segment are gone: a bit each, in blocks as above
    hot-00000004      the shingles that more than 64 clusters hold, as `compact` found them
    lock              flock of the one writer, and who that is; dies with it

A key is a hash of 28 bits: of each band of MinHash slots, of the tokens' digest, of the id, and, where containment is
asked for, of each sampled shingle. A segment has a table for each: a directory by the key's top bits, and entries of
four bytes (what is left of the key, and the document's row). Documents not yet in a segment lie in memory ("recent"),
32,768 at most, and in the log's tail, from which they are read again at open. Eight segments of a size become one.

*Durability.* When `add` returns, the document survives kill -9 (the log was written to). When `commit` returns, or any
write with `sync="always"`, it survives a power loss (the log was synced). A transaction is all or nothing. What is half
written at the log's end is cut off at open, with a warning; damage before that is an error, never a wrong answer.

*Verified.* Candidates are compared on their sets of 32-bit shingle hashes, kept in the log, so Jaccard and containment
are counts. With `verify=False` sets are not kept, and what is told is an estimate that says so.

embedded     Index: the public face
matching     texts to verified matches
examining    numbers, checks, exports
store        what changes an index: transactions, flushes, merges
state        what an index holds: log, recent documents, segments; read from its files
segment      one segment: written, merged, mapped
recent       documents that no segment holds yet
log          the log's files: append, sync, read again; entries: what stands in them
documents    sketches of texts as they go into the index; same_ids: those that stand twice
heat         which shingles too many documents hold to tell anything; hot_file keeps them
collecting   what compiled look-ups find
manifest     manifest.json
fingerprint  what must be equal for two indexes, or an index and a program, to agree; checks: who says so
block_file   files with a checksum every 4 KiB
lock         one writer
disk         the only file operations there are, so that each can be made to fail in a test
kernels      the compiled functions
"""

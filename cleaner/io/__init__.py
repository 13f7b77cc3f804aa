"""The way in and the way out.

suffixes     which file names are readable, and what an output's name may not be taken for
record       what readers give: `Raw` (as it lies in the file), `Record` (read)
site         where a record's site name comes from
inputs       INPUT arguments -> sources with ids, and what was skipped
prefixes     what tells several INPUTs apart
compressed   the bytes of a plain, gzip or zstd file, under limits
whole_files  the reader of txt, md and html: one file, one document
columns      the columns of a record: which is the text, what goes through
json_lines   the reader of JSON Lines
parquet_files  the reader of Parquet
arrow_values Arrow's values as JSON and back
arrow_types  which type a carried column gets
readers      READERS: one reader a suffix
naming       ids -> file names that stay inside their folder
documents    WRITERS: the text tree, JSON Lines and Parquet
tables       result tables as CSV or Parquet
csv_table    an Arrow table as CSV
ledger       what was cut, written and read
spool        cleaned documents on disk between the passes, as Arrow
manifest     manifest.json, and what tells one run from another
out_folder   OUT: begun, finished or refused
replay       ledger and documents together, read again
"""

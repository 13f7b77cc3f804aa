"""How good cleaning is: documents with their gold in, measures with intervals out.

words       what a word is for the measures, and bags of words and shingles
gold        one row of a gold file
aligning    which words of a document stand in its gold, in order
counting    one document's counts, from which all measures follow
fates       what became of each word, and so what was cut wrongly and what was missed
judging     one row in a worker: read, clean, count
measures    means over documents
resampling  bootstrap intervals, one by one and of paired differences
rule_scores what each rule gains and costs, and whether its confidence is true
result      what was found, as one value
evaluating  the loop over a gold file
comparing   two evaluations of the same documents
"""

from cleaner.evaluation.evaluating import evaluate
from cleaner.evaluation.result import Evaluation

__all__ = ["Evaluation", "evaluate"]

import { buildCorpus } from './corpus/build.ts';
import { describeCorpus } from './corpus/files.ts';

// Builds the corpus anew, even when it is there, and prints what is in it.
await buildCorpus((line) => console.error(line));
console.log(describeCorpus());

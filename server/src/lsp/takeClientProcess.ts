import { takeClientProcess, watchClient } from './clientProcess.ts';

// The protocol's library reads the command line when it is loaded: this is to be imported before it.
watchClient(takeClientProcess(process.argv));
process.once('disconnect', () => process.exit(1));

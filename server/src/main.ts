// First: it takes an argument that the protocol's library would act on.
import './lsp/takeClientProcess.ts';
import { startServer } from './lsp/server.ts';

startServer();

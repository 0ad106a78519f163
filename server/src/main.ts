import { enableCompileCache } from 'node:module';
import { startServer } from './lsp/server.ts';

// Compiled code is kept between starts: the second start parses nothing.
enableCompileCache?.();
startServer();

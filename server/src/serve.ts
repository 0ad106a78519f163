/** The bundle with the queue's library, which is loaded only where jobs are taken or submitted. */
export { JobBoard } from './serve/jobBoard.ts';
export { startJobWorker } from './serve/jobWorker.ts';

import { expect, test } from 'vitest';
import { ownClientWatch, takeClientProcess } from '../../../server/src/lsp/clientProcess.ts';

test.each<[args: string[], processId: number | undefined, left: string[]]>([
  [['node', 'server', '--node-ipc', '--clientProcessId=42'], 42, ['node', 'server', '--node-ipc']],
  [['node', 'server', '--clientProcessId', '42', '--stdio'], 42, ['node', 'server', '--stdio']],
  [['node', 'server', '--clientProcessId=x'], undefined, ['node', 'server']],
  [['node', 'server', '--clientProcessId'], undefined, ['node', 'server']],
  [['node', 'server', '--stdio'], undefined, ['node', 'server', '--stdio']],
])('%j', (args, processId, left) => {
  expect(takeClientProcess(args)).toBe(processId);
  expect(args).toEqual(left);
});

test.each([
  { jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, capabilities: {} } },
  { jsonrpc: '2.0', id: 1, method: 'initialize', params: [1] },
  { jsonrpc: '2.0', id: 1, method: 'initialize' },
  { jsonrpc: '2.0', id: 2, method: 'winnow/stats', params: { processId: 7 } },
  { jsonrpc: '2.0', id: 3, result: null },
])('passes on what names no process', (message) => {
  const passed: unknown[] = [];
  void ownClientWatch.messageStrategy.handleMessage(structuredClone(message), (one) => void passed.push(one));
  expect(passed).toEqual([message]);
});

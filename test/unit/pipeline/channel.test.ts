import { expect, test } from 'vitest';
import { ChannelClient, serveChannel, type Port } from '../../../server/src/pipeline/channel.ts';

/** Two ports of one channel, and the kinds of messages that came to the first. */
function joinedPorts() {
  const listeners = new Map<'client' | 'server', (message: unknown) => void>();
  const heard: string[] = [];
  const portOf = (own: 'client' | 'server', other: 'client' | 'server'): Port => ({
    postMessage: (message) =>
      queueMicrotask(() => {
        if (other === 'client') heard.push((message as { type: string }).type);
        listeners.get(other)?.(message);
      }),
    on: (_event, listener) => listeners.set(own, listener),
  });
  return { client: portOf('client', 'server'), server: portOf('server', 'client'), heard };
}

test.each([
  ['is told how far it is who listens', true, ['progress', 'progress', 'result']],
  ['one message is the answer where nobody listens', false, ['result']],
])('%s', async (_name, listens, messages) => {
  const { client, server, heard } = joinedPorts();
  serveChannel(server, {
    work: (steps: number, { onProgress }) => {
      for (let step = 1; step <= steps; step++) onProgress?.(step);
      return { value: 'done' };
    },
  });
  const told: number[] = [];
  const onProgress = (step: number) => told.push(step);
  const channel = new ChannelClient(client);
  expect(await channel.call('work', 2, listens ? { onProgress } : {})).toBe('done');
  expect(heard).toEqual(messages);
  expect(told).toEqual(listens ? [1, 2] : []);
});

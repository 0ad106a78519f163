import { chromium, type Browser } from 'playwright-core';
import { requireComponent } from './components.ts';

/** Nothing that calls out; QUIC and the GPU only cost time on a machine without them. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium without a window. Throws when there is none: callers that may skip ask `requireComponent` first. */
export async function launchBrowser(): Promise<Browser> {
  const found = await requireComponent('chromium');
  if (!('path' in found))
    throw new Error(`Chromium was not found: ${'mend' in found ? found.mend : 'a path is needed'}`);
  return chromium.launch({ executablePath: found.path, args: ARGUMENTS });
}

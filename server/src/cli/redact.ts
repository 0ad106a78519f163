import { dataFolder, localKey } from '../base/dataFolder.ts';
import { createAnalyzer } from '../services.ts';
import type { Run } from './command.ts';
import { foundSecrets } from './foundSecrets.ts';
import { readInput } from './input.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { plural } from './words.ts';

export const runRedact: Run<Record<never, never>> = async ({ operands, workspace, json, terminal, log }) => {
  const { path, text } = await readInput(operands[0], 'redact');
  const { analyzer } = createAnalyzer(pipelineConfig(workspace, log), localKey(dataFolder()));
  const redactions = foundSecrets(analyzer, { path: path ?? '-', text });
  const redacted = redactions.length === 0 ? text : analyzer.redact(text);
  if (json) await terminal.print(JSON.stringify({ text: redacted, redactions }));
  else await terminal.write(redacted);
  terminal.note(plural(redactions.length, 'redaction'));
  return 0;
};

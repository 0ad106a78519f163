import * as vscode from 'vscode';
import { secretPlaceText, type SecretNode } from '../secrets/secretNodes.ts';
import type { CommandContext } from './commandContext.ts';

/** Copies where a finding of the Secrets view stands, and what it is: nothing of the secret. */
export async function copySecretPlace(_context: CommandContext, node: unknown): Promise<void> {
  const chosen = node as SecretNode | undefined;
  if (chosen?.kind === 'finding') await vscode.env.clipboard.writeText(secretPlaceText(chosen));
}

import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { UserError } from '../base/errors.ts';

/**
 * Params of the notifications that follow documents (LSP 3.17, "Text Document Synchronization"). They must be understood
 * before the next message, so they cannot wait for the schemas of `params.ts`, which are loaded with the first request:
 * these would be a twentieth of the server's start. Wrong shapes are told like theirs, with the place.
 */

export interface DidOpenParams {
  readonly textDocument: {
    readonly uri: string;
    readonly languageId: string;
    readonly version: number;
    readonly text: string;
  };
}

export interface DidChangeParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
  readonly contentChanges: readonly TextDocumentContentChangeEvent[];
}

/** @throws UserError A document of the wrong shape must not be kept: every later question would stumble over it. */
export function parseDidOpenParams(raw: unknown): DidOpenParams {
  const textDocument = member(raw, 'params', 'textDocument');
  const at = 'params.textDocument';
  return {
    textDocument: {
      uri: text(textDocument, at, 'uri'),
      languageId: text(textDocument, at, 'languageId'),
      version: version(textDocument, at),
      text: text(textDocument, at, 'text'),
    },
  };
}

/** Positions past an end, or before the beginning, are taken as the nearest there is. @throws UserError */
export function parseDidChangeParams(raw: unknown): DidChangeParams {
  const textDocument = member(raw, 'params', 'textDocument');
  const at = 'params.textDocument';
  return {
    textDocument: { uri: text(textDocument, at, 'uri'), version: version(textDocument, at) },
    contentChanges: list(raw, 'contentChanges').map((change, nth) => {
      const where = `params.contentChanges.${nth}`;
      const inserted = text(change, where, 'text');
      const range = (change as { readonly range?: unknown }).range;
      if (range === undefined) return { text: inserted };
      return {
        range: { start: place(range, `${where}.range`, 'start'), end: place(range, `${where}.range`, 'end') },
        text: inserted,
      };
    }),
  };
}

/** Of saved and closed documents. @throws UserError */
export function parseDocumentUri(raw: unknown): string {
  return text(member(raw, 'params', 'textDocument'), 'params.textDocument', 'uri');
}

/** The URIs of files that changed. @throws UserError */
export function parseChangedUris(raw: unknown): readonly string[] {
  return list(raw, 'changes').map((change, nth) => text(change, `params.changes.${nth}`, 'uri'));
}

function place(range: unknown, at: string, name: string) {
  const found = member(range, at, name);
  return { line: integer(found, `${at}.${name}`, 'line'), character: integer(found, `${at}.${name}`, 'character') };
}

function member(value: unknown, at: string, name: string): unknown {
  if (typeof value !== 'object' || value === null) throw new UserError(`${at}: expected an object`);
  return (value as Record<string, unknown>)[name];
}

function list(value: unknown, name: string): readonly unknown[] {
  const found = member(value, 'params', name);
  if (!Array.isArray(found)) throw new UserError(`params.${name}: expected an array`);
  return found;
}

function text(value: unknown, at: string, name: string): string {
  const found = member(value, at, name);
  if (typeof found !== 'string') throw new UserError(`${at}.${name}: expected a string`);
  return found;
}

function version(value: unknown, at: string): number {
  const found = member(value, at, 'version');
  if (typeof found !== 'number' || !Number.isFinite(found)) throw new UserError(`${at}.version: expected a number`);
  return found;
}

function integer(value: unknown, at: string, name: string): number {
  const found = member(value, at, name);
  if (!Number.isSafeInteger(found)) throw new UserError(`${at}.${name}: expected a whole number`);
  return found as number;
}

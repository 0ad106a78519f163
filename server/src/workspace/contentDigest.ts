import { hash } from 'node:crypto';
import { decodeText, readTextFile, readWith, type DecodedText } from './textFile.ts';

interface FileToRead {
  readonly path: string;
  readonly maxBytes: number;
  readonly root: string;
}

/** A text, or why there is none, and the digest of the bytes where one was asked for. */
export type DigestedText = DecodedText & { readonly digest?: string | undefined };

/** SHA-256 of what a file holds (of a text's UTF-8), 43 characters. */
export function contentDigest(content: Uint8Array | string): string {
  return hash('sha256', content, 'base64url');
}

/** As `readTextFile`, with the digest of what was read. */
export function readDigested(file: FileToRead): DigestedText {
  return readWith(file, (bytes) => ({ ...decodeText(bytes), digest: contentDigest(bytes) }));
}

/** As `readTextFile`. */
export function readPlain({ path, maxBytes, root }: FileToRead): DigestedText {
  return readTextFile(path, maxBytes, root);
}

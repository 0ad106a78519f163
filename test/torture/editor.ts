import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModelDocument, type ModelEdit } from './editModel.ts';
import { ServerProcess, type ProcessOptions } from './serverProcess.ts';

/** As an editor that watches files does. */
const CAPABILITIES = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
const [CREATED, CHANGED, DELETED] = [1, 2, 3];
const LANGUAGES: Readonly<Record<string, string>> = { ts: 'typescript', py: 'python', md: 'markdown', yaml: 'yaml' };

/** An editor as far as a language server sees it: open documents, files on disk, and a server that is started again. */
export class ModelEditor {
  readonly folder: string;
  readonly #process: ProcessOptions;
  readonly open = new Map<string, ModelDocument>();
  #server: ServerProcess | undefined;

  constructor(folder: string, home: string, process: Omit<ProcessOptions, 'home'> = {}) {
    this.folder = folder;
    this.#process = { home, ...process };
  }

  /** An editor of the same folder and documents, whose servers have another data folder. */
  twin(home: string): ModelEditor {
    const { home: _, ...process } = this.#process;
    const twin = new ModelEditor(this.folder, home, process);
    for (const [path, document] of this.open) twin.open.set(path, document);
    return twin;
  }

  /** The data folder of its servers. */
  get home(): string {
    return this.#process.home;
  }

  get server(): ServerProcess {
    if (!this.#server) throw new Error('the server was not started');
    return this.#server;
  }

  /** Ends the server, if one runs, as a crash does. */
  async kill(): Promise<void> {
    if (this.#server && this.#server.exited === undefined) await this.#server.kill();
  }

  uriOf(path: string): string {
    return pathToFileURL(join(this.folder, path)).href;
  }

  /** Starts a server and tells it of every document that is open, as a client does after a crash. */
  async start(): Promise<void> {
    this.#server = new ServerProcess(this.#process);
    await this.#server.greet(this.folder, { capabilities: CAPABILITIES });
    for (const document of this.open.values()) this.#tellOpen(document);
  }

  openFile(path: string, text = this.onDisk(path)): ModelDocument {
    const languageId = LANGUAGES[path.slice(path.lastIndexOf('.') + 1)] ?? 'plaintext';
    const saved = text === this.onDisk(path);
    const document = new ModelDocument({ uri: this.uriOf(path), languageId, text, saved });
    this.open.set(path, document);
    this.#tellOpen(document);
    return document;
  }

  edit(document: ModelDocument, edits: readonly ModelEdit[]): void {
    document.version++;
    for (const edit of edits) document.apply(edit);
    const { uri, version } = document;
    this.server.client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: edits });
  }

  save(path: string): void {
    const document = this.open.get(path);
    if (!document) return;
    // Halves of characters cannot be written; with the text as it was, disk and editor would differ for good.
    if (!document.text.isWellFormed()) this.edit(document, [{ text: document.text.toWellFormed() }]);
    this.#put(path, document.text);
    document.saved = true;
    this.server.client.notify('textDocument/didSave', { textDocument: { uri: document.uri } });
  }

  close(path: string): void {
    const document = this.open.get(path);
    if (!document) return;
    this.open.delete(path);
    this.server.client.notify('textDocument/didClose', { textDocument: { uri: document.uri } });
  }

  /** A file gets another name, and its document with it. */
  rename(from: string, to: string): void {
    const text = this.open.get(from)?.text;
    const wasOpen = this.open.has(from);
    this.close(from);
    mkdirSync(dirname(join(this.folder, to)), { recursive: true });
    renameSync(join(this.folder, from), join(this.folder, to));
    this.#watched([from, DELETED], [to, CREATED]);
    if (wasOpen) this.openFile(to, text);
  }

  /** Somebody else writes a file: a document without edits of its own is read again, one with edits stays. */
  write(path: string, text: string): void {
    this.#put(path, text);
    const document = this.open.get(path);
    if (!document?.saved) return;
    this.edit(document, [{ text: this.onDisk(path) }]);
    document.saved = true;
  }

  #put(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
    this.#watched([path, CHANGED]);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { force: true });
    this.#watched([path, DELETED]);
  }

  onDisk(path: string): string {
    try {
      return readFileSync(join(this.folder, path), 'utf8');
    } catch {
      return '';
    }
  }

  #tellOpen({ uri, languageId, version, text }: ModelDocument): void {
    this.server.client.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  }

  #watched(...changes: readonly (readonly [path: string, type: number])[]): void {
    this.server.client.notify('workspace/didChangeWatchedFiles', {
      changes: changes.map(([path, type]) => ({ uri: this.uriOf(path), type })),
    });
  }
}

import * as vscode from 'vscode';
import { carriesCredential, SHORTEST_TEAM_KEY } from '../../../shared/src/storeUrl.ts';

const STORES = {
  redis: {
    title: 'Redis',
    setting: 'winnow.cache.redisUrl',
    begins: /^rediss?:\/\//,
    example: 'rediss://:PASSWORD@HOST:6379/0',
  },
  postgres: {
    title: 'PostgreSQL',
    setting: 'winnow.cache.postgresUrl',
    begins: /^postgres(?:ql)?:\/\//,
    example: 'postgres://USER:PASSWORD@HOST:5432/DATABASE',
  },
} as const;

type StoreName = keyof typeof STORES;
/** What is kept besides the URLs: the words that seal what machines share. */
type KeptName = StoreName | 'teamKey';
type Restart = () => Promise<void>;

const NAMES = Object.keys(STORES) as StoreName[];

/**
 * The team's key, and the URLs of its stores that hold a login. They are kept in VS Code's SecretStorage, and the server
 * is handed them in its environment; a setting that holds a login is not used, and may be moved here.
 */
export class StoreUrls {
  readonly #secrets: vscode.SecretStorage;
  #current: Readonly<Partial<Record<KeptName, string>>> = {};

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** As of the last `load`; none in a workspace that is not trusted. */
  get current(): Readonly<Record<string, string | undefined>> {
    return vscode.workspace.isTrusted ? this.#current : {};
  }

  /** Never rejects: where the secrets cannot be read, there are none. */
  async load(): Promise<void> {
    const read = async (name: KeptName) => [name, await this.#secrets.get(keyOf(name))] as const;
    const found = await Promise.all([...NAMES, 'teamKey' as const].map(read)).catch(() => []);
    this.#current = Object.fromEntries(found.filter(([, url]) => url !== undefined && url !== ''));
  }

  /** Asks for a store and its URL, keeps it, and starts the server with it; an empty one is forgotten. */
  async ask(restart: Restart): Promise<void> {
    const items = NAMES.map((name) => ({ label: STORES[name].title, name }));
    const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which store?') });
    if (!picked) return;
    const { title, begins, example } = STORES[picked.name];
    const url = await vscode.window.showInputBox({
      title: vscode.l10n.t('URL of {0}', title),
      prompt: vscode.l10n.t(
        'Such as {0}. It is kept in VS Code’s secret storage; leave it empty to forget it.',
        example,
      ),
      validateInput: (typed) =>
        typed.trim() === '' || begins.test(typed.trim()) ? undefined : vscode.l10n.t('Write it as {0}', example),
      password: true,
      ignoreFocusOut: true,
    });
    if (url !== undefined) await this.#keep(picked.name, url.trim(), restart);
  }

  /** Asks for the team's key, keeps it, and starts the server with it; an empty one is forgotten. */
  async askTeamKey(restart: Restart): Promise<void> {
    const words = await vscode.window.showInputBox({
      title: vscode.l10n.t('Key of the team'),
      prompt: vscode.l10n.t(
        'The same long random words on every machine that shares packs. They are kept in VS Code’s secret storage; leave it empty to forget them.',
      ),
      validateInput: (typed) =>
        typed === '' || typed.length >= SHORTEST_TEAM_KEY
          ? undefined
          : vscode.l10n.t('At least {0} characters', SHORTEST_TEAM_KEY),
      password: true,
      ignoreFocusOut: true,
    });
    if (words !== undefined) await this.#keep('teamKey', words, restart);
  }

  async #keep(name: KeptName, value: string, restart: Restart): Promise<void> {
    if (value === '') await this.#secrets.delete(keyOf(name));
    else await this.#secrets.store(keyOf(name), value);
    await restart();
  }

  /** Asks, for each setting that holds a login, whether to move it into the secret storage. */
  async #offerToMove(restart: Restart): Promise<void> {
    for (const name of NAMES) {
      const { setting } = STORES[name];
      const url = vscode.workspace.getConfiguration().inspect<unknown>(setting)?.globalValue;
      if (typeof url === 'string' && carriesCredential(url)) await this.#offer(name, url, restart);
    }
  }

  async #offer(name: StoreName, url: string, restart: Restart): Promise<void> {
    const { setting } = STORES[name];
    const move = vscode.l10n.t('Move');
    const message = vscode.l10n.t(
      'The setting {0} holds a login, so it is not used: settings are files. Move it into VS Code’s secret storage?',
      setting,
    );
    if ((await vscode.window.showWarningMessage(message, move)) !== move) return;
    await this.#keep(name, url.trim(), async () => {
      await vscode.workspace.getConfiguration().update(setting, undefined, vscode.ConfigurationTarget.Global);
      await restart();
    });
  }

  /** Follows the settings for as long as the extension runs. */
  watch(restart: Restart): vscode.Disposable {
    const offer = () => void this.#offerToMove(restart).catch(() => {});
    offer();
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('winnow.cache')) offer();
    });
  }
}

function keyOf(name: KeptName): string {
  return name === 'teamKey' ? 'winnow.teamKey' : `winnow.storeUrl.${name}`;
}

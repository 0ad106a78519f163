import * as vscode from 'vscode';

/** What is used of the interface that VS Code's Git extension offers (extensions/git/src/api/git.d.ts, version 1). */
interface GitExtension {
  readonly enabled: boolean;
  readonly getAPI: (version: 1) => { readonly repositories: readonly GitRepository[] };
}

interface GitRepository {
  readonly status: () => Promise<void>;
  readonly state: {
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    readonly mergeChanges: readonly GitChange[];
    /** Newer than the others. */
    readonly untrackedChanges?: readonly GitChange[];
  };
}

interface GitChange {
  readonly uri: vscode.Uri;
}

/** The files that differ from the last commit, staged or not, new ones too; undefined where Git is not at hand. */
export async function changedFiles(): Promise<readonly vscode.Uri[] | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = extension && (extension.isActive ? extension.exports : await extension.activate());
  if (!git?.enabled) return undefined;
  const { repositories } = git.getAPI(1);
  // Its figures follow the disk with a delay.
  await Promise.all(repositories.map((repository) => repository.status()));
  const found = repositories.flatMap(({ state }) => [
    ...state.mergeChanges,
    ...state.indexChanges,
    ...state.workingTreeChanges,
    ...(state.untrackedChanges ?? []),
  ]);
  return [...new Map(found.map(({ uri }) => [uri.toString(), uri])).values()];
}

import type { Surface } from '../audit/event.ts';
import type { GivenStores } from '../cache/configuredStores.ts';
import type { WorkspaceRoot } from '../workspace/indexFiles.ts';
import type { PipelineOptions } from './pipelineOptions.ts';

/** All that a pipeline is made from; plain data, so that it can be sent to a worker. */
export interface PipelineConfig {
  readonly roots: readonly WorkspaceRoot[];
  /** False in Restricted Mode: the workspace's own rules are not read and nothing is written to disk. */
  readonly trusted: boolean;
  readonly exclude: readonly string[];
  readonly maxFileBytes: number;
  readonly defaults: PipelineOptions['defaults'];
  /** Absolute path of the organisation's policy, besides the one that `WINNOW_POLICY` names. */
  readonly policyFile?: string;
  /** The team's stores that an editor names; where it names none, the environment's. */
  readonly stores?: GivenStores;
  /** True where the settings ask for the data of people to be redacted; the workspace's configuration may ask too. */
  readonly personalData?: boolean;
  /** Through what questions come in; without it no audit trail is written, as for measurements. */
  readonly surface?: Surface;
  /** True for measurements: nothing is kept on disk, nothing learned. */
  readonly ephemeral?: boolean;
  /**
   * True where this thread must stay small and quick to answer: files are then indexed on helper threads alone, which
   * take their garbage with them when they end.
   */
  readonly indexElsewhere?: boolean;
}

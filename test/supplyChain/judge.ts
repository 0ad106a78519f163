/** A package of which something is in the VSIX, as the bill of materials names it. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly license: string;
}

/** `packages` of package-lock.json, by folder. */
export type LockedPackages = Readonly<
  Record<string, { readonly version?: string; readonly name?: string; readonly hasInstallScript?: boolean }>
>;

/** What `npm audit --json` prints, as far as it is read: version 2 of its report, or why there is none. */
export interface AuditReport {
  readonly message?: string;
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly severity: string; readonly nodes: readonly string[]; readonly range: string }>
  >;
}

/** `known` is false where nobody answered: that is neither good nor bad news. */
export interface AuditVerdict {
  readonly known: boolean;
  readonly lines: readonly string[];
  /** Of high or critical severity, in what ships. */
  readonly grave: number;
}

const GRAVE: ReadonlySet<string> = new Set(['high', 'critical']);

/** Advisories about what ships; those about tools of development are counted only. */
export function judgeAudit(
  report: AuditReport,
  shipped: readonly ShippedPackage[],
  locked: LockedPackages,
): AuditVerdict {
  if (!report.vulnerabilities) {
    const why = report.message ?? 'npm audit printed no report';
    return { known: false, grave: 0, lines: [`advisories: not known, since the registry did not answer: ${why}`] };
  }
  const ours = new Set(shipped.map(({ name, version }) => `${name}@${version}`));
  const all = Object.entries(report.vulnerabilities);
  const concerning = all.filter(([name, { nodes }]) =>
    nodes.some((folder) => ours.has(`${name}@${locked[folder]?.version ?? ''}`)),
  );
  const lines = concerning.map(([name, { severity, range }]) => `advisory: ${name} ${range}: ${severity}`);
  const rest = `advisories: ${concerning.length} about what ships, ${all.length - concerning.length} about tools alone`;
  return {
    known: true,
    grave: concerning.filter(([, { severity }]) => GRAVE.has(severity)).length,
    lines: [...lines, rest],
  };
}

/**
 * Packages that ship although they name no licence, or would run a script when they are installed. `allowScripts` is
 * package.json's: a script that it refuses does not run.
 */
export function judgePackages(
  shipped: readonly ShippedPackage[],
  locked: LockedPackages,
  allowScripts: Readonly<Record<string, boolean>> = {},
): readonly string[] {
  const runs = new Set(
    Object.entries(locked).flatMap(([folder, { version = '', name, hasInstallScript = false }]) =>
      hasInstallScript ? [`${name ?? folder.replace(/^.*node_modules\//, '')}@${version}`] : [],
    ),
  );
  return shipped.flatMap(({ name, version, license }) => [
    ...(license === '' ? [`${name} ${version} names no licence`] : []),
    ...(runs.has(`${name}@${version}`) && allowScripts[name] !== false
      ? [`${name} ${version} runs a script when it is installed`]
      : []),
  ]);
}

import { expect, test } from 'vitest';
import { judgeAudit, judgePackages, type AuditReport } from '../../supplyChain/judge.ts';

const SHIPPED = [
  { name: 'yaml', version: '2.9.1', license: 'ISC' },
  { name: '@a/b', version: '1.0.0', license: 'MIT' },
];
const LOCKED = {
  'node_modules/yaml': { version: '2.9.1' },
  'node_modules/tool/node_modules/yaml': { version: '1.0.0', hasInstallScript: true },
  'node_modules/@a/b': { version: '1.0.0' },
};
const found = (name: string, severity: string, ...nodes: string[]): AuditReport => ({
  vulnerabilities: { [name]: { severity, nodes, range: '<3' } },
});

test.each<[string, AuditReport, { known: boolean; grave: number }]>([
  ['nothing', { vulnerabilities: {} }, { known: true, grave: 0 }],
  ['a grave one in what ships', found('yaml', 'high', 'node_modules/yaml'), { known: true, grave: 1 }],
  ['a critical one in a scope', found('@a/b', 'critical', 'node_modules/@a/b'), { known: true, grave: 1 }],
  ['a lesser one in what ships', found('yaml', 'moderate', 'node_modules/yaml'), { known: true, grave: 0 }],
  ['one in a tool’s copy', found('yaml', 'high', 'node_modules/tool/node_modules/yaml'), { known: true, grave: 0 }],
  ['no answer', { message: '405 Method Not Allowed' }, { known: false, grave: 0 }],
  ['nothing printed', {}, { known: false, grave: 0 }],
])('advisories: %s', (_, report, verdict) => {
  expect(judgeAudit(report, SHIPPED, LOCKED)).toMatchObject(verdict);
});

test('a registry that does not answer is quoted', () => {
  expect(judgeAudit({ message: '405 Method Not Allowed' }, SHIPPED, LOCKED).lines).toEqual([
    'advisories: not known, since the registry did not answer: 405 Method Not Allowed',
  ]);
});

test('no licence and scripts of installation are told, those of a tool’s copy are not', () => {
  expect(judgePackages(SHIPPED, LOCKED)).toEqual([]);
  const locked = { ...LOCKED, 'node_modules/@a/b': { version: '1.0.0', hasInstallScript: true } };
  expect(judgePackages([{ ...SHIPPED[0]!, license: '' }, SHIPPED[1]!], locked)).toEqual([
    'yaml 2.9.1 names no licence',
    '@a/b 1.0.0 runs a script when it is installed',
  ]);
  expect(judgePackages(SHIPPED, locked, { '@a/b': false })).toEqual([]);
});

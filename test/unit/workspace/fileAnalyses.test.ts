import { expect, test } from 'vitest';
import { Analyzer, type SourceDocument } from '../../../server/src/engine/analyze.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { FileAnalyses } from '../../../server/src/workspace/fileAnalyses.ts';
import { testDigest } from '../../helpers/testDigest.ts';

class CountingAnalyzer extends Analyzer {
  analyzed = 0;

  override analyze(document: SourceDocument) {
    this.analyzed++;
    return super.analyze(document);
  }
}

test('the text of an open document is analysed once for all questions, and anew when it is another', () => {
  const analyzer = new CountingAnalyzer({ rules: parseRules('').rules, digest: testDigest });
  const analyses = new FileAnalyses({ analyzer, maxFileBytes: 1000, digests: false });
  const ask = (text: string, number: number) => analyses.recentText('a.ts', { text, number }).analysis?.text;
  expect([ask('one', 1), ask('one', 1), ask('two', 2), ask('two', 2), ask('one', 3)]).toEqual([
    'one',
    'one',
    'two',
    'two',
    'one',
  ]);
  expect(analyzer.analyzed).toBe(3);
  analyses.forgetAll();
  ask('one', 3);
  expect(analyzer.analyzed).toBe(4);
});

import { TOOLS, type ToolName } from './toolList.ts';

/** How the editor shows a tool to people. */
const SHOWN: Readonly<Record<ToolName, { readonly title: string; readonly icon: string; readonly says: string }>> = {
  optimize: {
    title: 'Optimize Context',
    icon: '$(wand)',
    says: 'The code that matters for a question, within a token budget, secrets redacted',
  },
  explain: { title: 'Explain Context', icon: '$(question)', says: 'Why excerpts are in the pack of a question or not' },
  scan: { title: 'Scan for Secrets', icon: '$(shield)', says: 'Where secrets stand in the workspace' },
  triggers: {
    title: 'Trigger Rules',
    icon: '$(symbol-keyword)',
    says: 'Which agents the trigger rules name for a prompt',
  },
  stats: { title: 'Winnow Figures', icon: '$(graph)', says: 'Index, cache and token figures' },
};

/** The name of a tool among those of all extensions. */
export function editorToolName(name: ToolName): string {
  return `winnow_${name}`;
}

/** `contributes.languageModelTools`: the same tools and schemas that the MCP server has. */
export function languageModelTools(): readonly object[] {
  return TOOLS.map(({ name, description, inputSchema }) => ({
    name: editorToolName(name),
    toolReferenceName: `winnow${name[0]?.toUpperCase()}${name.slice(1)}`,
    displayName: SHOWN[name].title,
    userDescription: SHOWN[name].says,
    modelDescription: description,
    inputSchema,
    canBeReferencedInPrompt: true,
    icon: SHOWN[name].icon,
    tags: ['winnow'],
    when: 'config.winnow.assistants == tools',
  }));
}

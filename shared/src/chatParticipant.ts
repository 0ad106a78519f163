/** `contributes.chatParticipants`: `@winnow` in the editor's chat; it answers without any language model. */
export const CHAT_PARTICIPANT = {
  id: 'winnow.chat',
  name: 'winnow',
  fullName: 'Winnow',
  description: 'The code that matters for a question, within a token budget, secrets redacted',
  isSticky: false,
  commands: [
    { name: 'optimize', description: 'Find the code that matters for a question' },
    { name: 'explain', description: 'Say why blocks are in the pack of a question or not, and what would enter next' },
    { name: 'scan', description: 'List where secrets stand in the workspace' },
    { name: 'triggers', description: 'Say which trigger rules a prompt fires and which agents they name' },
  ],
} as const;

export type ChatCommand = (typeof CHAT_PARTICIPANT.commands)[number]['name'];

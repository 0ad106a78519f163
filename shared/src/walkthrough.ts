/** `contributes.walkthroughs`: the first four things to try. Pictures take their colours from the theme. */
export const WALKTHROUGH = {
  id: 'start',
  title: 'Get Started with Winnow',
  description: 'The code that matters for a question, within a token budget, secrets redacted.',
  steps: [
    {
      id: 'ask',
      title: 'Ask a question',
      description:
        'Winnow finds the code that answers it and packs it within a budget of tokens. Nothing leaves this machine.\n[Optimize Context…](command:winnow.optimizeContext)',
      media: {
        svg: 'client/media/walkthrough/ask.svg',
        altText: 'A question sieves the blocks that answer it out of many files.',
      },
      completionEvents: ['onContext:winnow.hasPack', 'onCommand:winnow.optimizeContext'],
    },
    {
      id: 'shape',
      title: 'Shape the pack',
      description:
        'Above each block stand its score, its tokens and why it is in. Pin what must be there, exclude what must not: the pack is made anew. Drop files on the Pack view to pin them.\n[Show the Pack View](command:winnow.pack.focus)',
      media: {
        svg: 'client/media/walkthrough/shape.svg',
        altText: 'A pack with its budget: one block is pinned, another is excluded.',
      },
      completionEvents: [
        'onCommand:winnow.pinBlock',
        'onCommand:winnow.excludeBlock',
        'onCommand:winnow.pinToPack',
        'onView:winnow.pack',
      ],
    },
    {
      id: 'secrets',
      title: 'See what must not leave',
      description:
        'In packs secrets are placeholders that cannot be turned back. Scan the workspace to see where they stand.\n[Scan Workspace for Secrets](command:winnow.scanSecrets)',
      media: {
        svg: 'client/media/walkthrough/secrets.svg',
        altText: 'Secrets of a file on the left are placeholders in the pack on the right.',
      },
      completionEvents: ['onCommand:winnow.scanSecrets'],
    },
    {
      id: 'route',
      title: 'Route prompts to agents',
      description:
        'Rules say which keywords call which agents; they light up as you type. In the chat, ask @winnow /triggers what a prompt fires.\n[Create Trigger Rules](command:winnow.createTriggerRules)',
      media: {
        svg: 'client/media/walkthrough/routes.svg',
        altText: 'A keyword in a prompt leads to the agent that a rule names.',
      },
      completionEvents: ['onCommand:winnow.createTriggerRules', 'onCommand:winnow.openTriggerRules'],
    },
  ],
} as const;

import type { CampaignOptions } from './campaign.ts';

/** How a campaign runs as a test. A machine that builds and tests at once is slow; a server that is deaf never answers. */
export const SHORT_FORM: CampaignOptions = { seed: 1, size: 'short', answerWithinMs: 20_000, say: () => {} };

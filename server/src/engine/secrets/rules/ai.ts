import { assigned, token } from './build.ts';
import { isWordy } from './randomness.ts';
import { alnum, anyHex, base64url, hex, letters, lower, oneOf, seq, uuid } from './shapes.ts';
import type { SecretRule } from '../rule.ts';

/** `OpenAI` in base64, in the middle of every key. */
const OPENAI_MARK = ['T3Blbk', 'FJ'].join('');
const OPENAI = 'https://platform.openai.com/docs/api-reference/authentication';
const ANTHROPIC = 'https://docs.anthropic.com/en/api/admin-api/apikeys/get-api-key';

/** Providers of models, and what is built around them. */
export const AI_RULES: readonly SecretRule[] = [
  token({
    id: 'openai-api-key',
    description: 'OpenAI API key',
    value: seq(
      'sk-',
      oneOf(alnum(20), seq(oneOf('proj-', 'svcacct-', 'admin-'), base64url([58, 74]))),
      OPENAI_MARK,
      oneOf(base64url([58, 74]), alnum([20, 24])),
    ),
    keywords: [OPENAI_MARK.toLowerCase()],
    entropy: 3,
    source: OPENAI,
  }),
  token({
    id: 'anthropic-api-key',
    description: 'Anthropic API or admin key',
    value: seq('sk-ant-', oneOf('api03', 'api04', 'admin01', 'oat01', 'ort01'), '-', base64url(93), 'AA'),
    source: ANTHROPIC,
  }),
  token({
    id: 'huggingface-token',
    description: 'Hugging Face access token',
    value: oneOf(seq('hf_', letters(34)), seq('api_org_', letters(34))),
    keywords: ['hf_', 'api_org_'],
    entropy: 3,
    confirm: ({ secret, text, start }) =>
      /[a-z]/.test(secret.slice(-34)) &&
      /[A-Z]/.test(secret.slice(-34)) &&
      !isWordy(secret.slice(-34)) &&
      text.charAt(start - 1) !== '_',
    source: 'https://huggingface.co/docs/hub/security-tokens',
  }),
  assigned({
    id: 'cohere-api-key',
    description: 'Cohere API key',
    keywords: ['cohere', 'co_api_key'],
    value: alnum(40),
    entropy: 4,
    source: 'https://docs.cohere.com/reference/about',
  }),
  token({
    id: 'perplexity-api-key',
    description: 'Perplexity API key',
    value: seq('pplx-', alnum(48)),
    entropy: 4,
    source: 'https://docs.perplexity.ai/guides/getting-started',
  }),
  token({
    id: 'groq-api-key',
    description: 'Groq API key',
    value: seq('gsk_', alnum(52)),
    source: 'https://console.groq.com/docs/quickstart',
  }),
  token({
    id: 'replicate-token',
    description: 'Replicate API token',
    value: seq('r8_', alnum(37)),
    source: 'https://replicate.com/docs/topics/security/api-tokens',
  }),
  token({
    id: 'xai-api-key',
    description: 'xAI API key',
    value: seq('xai-', alnum(80)),
    source: 'https://docs.x.ai/docs/overview',
  }),
  token({
    id: 'openrouter-api-key',
    description: 'OpenRouter API key',
    value: seq('sk-or-v1-', hex(64)),
    source: 'https://openrouter.ai/docs/api-reference/authentication',
  }),
  assigned({
    id: 'deepseek-api-key',
    description: 'DeepSeek API key',
    keywords: ['deepseek'],
    value: seq('sk-', hex(32)),
    source: 'https://api-docs.deepseek.com/',
  }),
  assigned({
    id: 'mistral-api-key',
    description: 'Mistral API key',
    keywords: ['mistral'],
    value: alnum(32),
    entropy: 3.5,
    source: 'https://docs.mistral.ai/getting-started/quickstart/',
  }),
  assigned({
    id: 'together-api-key',
    description: 'Together AI API key',
    keywords: ['together_api', 'togetherai', 'together-api'],
    value: hex(64),
    source: 'https://docs.together.ai/reference/authentication',
  }),
  assigned({
    id: 'elevenlabs-api-key',
    description: 'ElevenLabs API key',
    keywords: ['elevenlabs', 'eleven_labs', 'xi-api-key', 'xi_api_key'],
    value: oneOf(seq('sk_', hex(48)), hex(32)),
    source: 'https://elevenlabs.io/docs/api-reference/authentication',
  }),
  token({
    id: 'fireworks-api-key',
    description: 'Fireworks AI API key',
    value: seq('fw_', alnum([22, 24])),
    entropy: 3.5,
    confirm: ({ secret }) => /\d/.test(secret.slice(3)),
    source: 'https://docs.fireworks.ai/tools-sdks/firectl/commands/api-key-create',
  }),
  token({
    id: 'langsmith-api-key',
    description: 'LangSmith API key',
    value: seq(oneOf('lsv2_pt_', 'lsv2_sk_'), hex(32), '_', hex(10)),
    keywords: ['lsv2_pt_', 'lsv2_sk_'],
    source:
      'https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key',
  }),
  token({
    id: 'langfuse-secret-key',
    description: 'Langfuse secret key',
    value: seq('sk-lf-', uuid()),
    source: 'https://langfuse.com/docs/api-and-data-platform/features/public-api',
  }),
  token({
    id: 'pinecone-api-key',
    description: 'Pinecone API key',
    value: seq('pcsk_', alnum([5, 6]), '_', alnum([60, 66])),
    source: 'https://docs.pinecone.io/guides/projects/manage-api-keys',
  }),
  token({
    id: 'nvidia-api-key',
    description: 'NVIDIA API catalog key',
    value: seq('nvapi-', base64url(64)),
    source: 'https://docs.api.nvidia.com/nim/reference/llm-apis',
  }),
  token({
    id: 'cerebras-api-key',
    description: 'Cerebras API key',
    value: seq('csk-', lower(48)),
    source: 'https://inference-docs.cerebras.ai/quickstart',
  }),
  token({
    id: 'tavily-api-key',
    description: 'Tavily API key',
    value: seq('tvly-', oneOf(seq('dev-', alnum(32)), alnum(32))),
    source: 'https://docs.tavily.com/documentation/api-reference/introduction',
  }),
  token({
    id: 'firecrawl-api-key',
    description: 'Firecrawl API key',
    value: seq('fc-', hex(32)),
    source: 'https://docs.firecrawl.dev/introduction',
  }),
  token({
    id: 'jina-api-key',
    description: 'Jina AI API key',
    value: seq('jina_', alnum(60)),
    source: 'https://jina.ai/reader/',
  }),
  assigned({
    id: 'wandb-api-key',
    description: 'Weights & Biases API key',
    keywords: ['wandb', 'weights_and_biases'],
    value: anyHex(40),
    source: 'https://docs.wandb.ai/support/find_api_key/',
  }),
  assigned({
    id: 'deepgram-api-key',
    description: 'Deepgram API key',
    keywords: ['deepgram'],
    value: hex(40),
    source: 'https://developers.deepgram.com/docs/create-additional-api-keys',
  }),
  assigned({
    id: 'assemblyai-api-key',
    description: 'AssemblyAI API key',
    keywords: ['assemblyai', 'assembly_ai'],
    value: hex(32),
    source: 'https://www.assemblyai.com/docs/api-reference/overview',
  }),
  assigned({
    id: 'private-ai-api-key',
    description: 'Private AI API key',
    keywords: ['privateai', 'private_ai', 'private-ai'],
    value: lower(32),
    entropy: 3,
    source: 'https://docs.private-ai.com/reference/latest/operation/process_text_process_text_post/',
  }),
];

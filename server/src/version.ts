import packageJson from '../../package.json' with { type: 'json' };

/** The product's version; part of every cache key, so that a new version never reads an old one's packs. */
export const VERSION: string = packageJson.version;

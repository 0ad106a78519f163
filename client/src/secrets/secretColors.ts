import { LEVELS, type Level } from '../../../shared/src/protocol.ts';
import type { ColorContribution } from '../triggers/triggerColors.ts';

/** The colour of each level's marks. Each is a theme colour, so that a theme or a user can change it. */
export const SECRET_COLORS: Readonly<Record<Level, ColorContribution['defaults']>> = {
  public: { dark: '#9a9a9a', light: '#616161', highContrast: '#cccccc', highContrastLight: '#454545' },
  internal: { dark: '#4b9df2', light: '#0b63c4', highContrast: '#79b8ff', highContrastLight: '#084a94' },
  sensitive: { dark: '#e5913f', light: '#b35900', highContrast: '#ffb366', highContrastLight: '#8a4200' },
  classified: { dark: '#f14c4c', light: '#cd3131', highContrast: '#ff6b6b', highContrastLight: '#b5200d' },
};

export const secretColorId = (level: Level): string => `winnow.secret.${level}`;

/** `contributes.colors` of the manifest. */
export function secretColorContributions(): readonly ColorContribution[] {
  return LEVELS.map((level) => ({
    id: secretColorId(level),
    description: `Mark of ${level} secrets in the overview ruler and in the Secrets view.`,
    defaults: SECRET_COLORS[level],
  }));
}

/** A key for the gutter: an image cannot name a theme colour, so there is one for each kind of theme. */
export function gutterIcon(color: string): string {
  const svg = [
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">',
    `<path fill="none" stroke="${color}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"`,
    ' d="M7.5 8a2.75 2.75 0 1 1-5.5 0 2.75 2.75 0 0 1 5.5 0zM7.5 8h6.5v2.5M11 8v2"/>',
    '</svg>',
  ].join('');
  return `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
}

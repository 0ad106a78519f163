/** The colours a trigger rule may name. Each is a theme colour, so that a theme or a user can change it. */

interface Shades {
  readonly dark: string;
  readonly light: string;
  readonly highContrast: string;
  readonly highContrastLight: string;
}

export const TRIGGER_COLORS = {
  red: { dark: '#f14c4c', light: '#cd3131', highContrast: '#ff6b6b', highContrastLight: '#b5200d' },
  orange: { dark: '#e5913f', light: '#b35900', highContrast: '#ffb366', highContrastLight: '#8a4200' },
  yellow: { dark: '#d7ba37', light: '#8a6d00', highContrast: '#ffe14d', highContrastLight: '#6b5500' },
  green: { dark: '#4fb86f', light: '#1f7a3a', highContrast: '#6ee787', highContrastLight: '#0f5a26' },
  cyan: { dark: '#3fb7c7', light: '#08707f', highContrast: '#66e4f2', highContrastLight: '#065663' },
  blue: { dark: '#4b9df2', light: '#0b63c4', highContrast: '#79b8ff', highContrastLight: '#084a94' },
  purple: { dark: '#b180d7', light: '#7a3eab', highContrast: '#d6a8ff', highContrastLight: '#5c2a85' },
  pink: { dark: '#e677b8', light: '#b0307f', highContrast: '#ff9dd6', highContrastLight: '#8a1f61' },
  gray: { dark: '#9a9a9a', light: '#616161', highContrast: '#cccccc', highContrastLight: '#454545' },
} as const satisfies Record<string, Shades>;

export type TriggerColor = keyof typeof TRIGGER_COLORS;

/** Rules without a colour, or with one that does not exist. */
export const DEFAULT_TRIGGER_COLOR: TriggerColor = 'blue';

/** The colour that a rule means; names come from a workspace's file, so anything else falls back. */
export function triggerColorOf(name: string | undefined): TriggerColor {
  const lower = (name ?? '').trim().toLowerCase();
  if (lower === 'grey') return 'gray';
  return Object.hasOwn(TRIGGER_COLORS, lower) ? (lower as TriggerColor) : DEFAULT_TRIGGER_COLOR;
}

export const lineColorId = (color: TriggerColor): string => `winnow.trigger.${color}`;
export const backgroundColorId = (color: TriggerColor): string => `winnow.trigger.${color}Background`;

export interface ColorContribution {
  readonly id: string;
  readonly description: string;
  readonly defaults: Shades;
}

/** `contributes.colors` of the manifest: a line colour and a translucent background for each name. */
export function triggerColorContributions(): readonly ColorContribution[] {
  return Object.entries(TRIGGER_COLORS).flatMap(([name, shades]) => {
    const color = name as TriggerColor;
    return [
      {
        id: lineColorId(color),
        description: `Underline and overview ruler mark of ${color} trigger keywords.`,
        defaults: shades,
      },
      {
        id: backgroundColorId(color),
        description: `Background of ${color} trigger keywords.`,
        defaults: backgroundShades(shades),
      },
    ];
  });
}

/** High contrast themes mark by line only: a tinted background would cost the text its contrast. */
function backgroundShades({ dark, light }: Shades): Shades {
  return { dark: `${dark}38`, light: `${light}26`, highContrast: '#00000000', highContrastLight: '#00000000' };
}

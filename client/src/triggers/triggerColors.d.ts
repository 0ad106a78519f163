/** The colours a trigger rule may name. Each is a theme colour, so that a theme or a user can change it. */
interface Shades {
  readonly dark: string;
  readonly light: string;
  readonly highContrast: string;
  readonly highContrastLight: string;
}
export declare const TRIGGER_COLORS: {
  readonly red: {
    readonly dark: '#f14c4c';
    readonly light: '#cd3131';
    readonly highContrast: '#ff6b6b';
    readonly highContrastLight: '#b5200d';
  };
  readonly orange: {
    readonly dark: '#e5913f';
    readonly light: '#b35900';
    readonly highContrast: '#ffb366';
    readonly highContrastLight: '#8a4200';
  };
  readonly yellow: {
    readonly dark: '#d7ba37';
    readonly light: '#8a6d00';
    readonly highContrast: '#ffe14d';
    readonly highContrastLight: '#6b5500';
  };
  readonly green: {
    readonly dark: '#4fb86f';
    readonly light: '#1f7a3a';
    readonly highContrast: '#6ee787';
    readonly highContrastLight: '#0f5a26';
  };
  readonly cyan: {
    readonly dark: '#3fb7c7';
    readonly light: '#08707f';
    readonly highContrast: '#66e4f2';
    readonly highContrastLight: '#065663';
  };
  readonly blue: {
    readonly dark: '#4b9df2';
    readonly light: '#0b63c4';
    readonly highContrast: '#79b8ff';
    readonly highContrastLight: '#084a94';
  };
  readonly purple: {
    readonly dark: '#b180d7';
    readonly light: '#7a3eab';
    readonly highContrast: '#d6a8ff';
    readonly highContrastLight: '#5c2a85';
  };
  readonly pink: {
    readonly dark: '#e677b8';
    readonly light: '#b0307f';
    readonly highContrast: '#ff9dd6';
    readonly highContrastLight: '#8a1f61';
  };
  readonly gray: {
    readonly dark: '#9a9a9a';
    readonly light: '#616161';
    readonly highContrast: '#cccccc';
    readonly highContrastLight: '#454545';
  };
};
export type TriggerColor = keyof typeof TRIGGER_COLORS;
/** Rules without a colour, or with one that does not exist. */
export declare const DEFAULT_TRIGGER_COLOR: TriggerColor;
/** The colour that a rule means; names come from a workspace's file, so anything else falls back. */
export declare function triggerColorOf(name: string | undefined): TriggerColor;
export declare const lineColorId: (color: TriggerColor) => string;
export declare const backgroundColorId: (color: TriggerColor) => string;
export interface ColorContribution {
  readonly id: string;
  readonly description: string;
  readonly defaults: Shades;
}
/** `contributes.colors` of the manifest: a line colour and a translucent background for each name. */
export declare function triggerColorContributions(): readonly ColorContribution[];
export {};

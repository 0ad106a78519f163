/** Countries with an IBAN, and its length in characters (SWIFT, "IBAN Registry"). */
export const IBAN_COUNTRIES: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** An IBAN of its country's length, in groups of four or without; not a piece of something longer, such as base64. */
export const IBAN_PATTERN = new RegExp(
  `(?<![A-Za-z0-9+/])(?:${[...new Set(Object.values(IBAN_COUNTRIES))].map(ofLength).join('|')})(?![A-Za-z0-9+/=]|[ -](?:[A-Z]{2})?\\d)`,
  'g',
);

function ofLength(length: number): string {
  const countries = Object.keys(IBAN_COUNTRIES).filter((country) => IBAN_COUNTRIES[country] === length);
  const rest = length - 4;
  const lastGroup = rest % 4 === 0 ? '' : `[ -][A-Z0-9]{${rest % 4}}`;
  const grouped = `(?:[ -][A-Z0-9]{4}){${Math.floor(rest / 4)}}${lastGroup}`;
  return `(?:${countries.join('|')})\\d\\d(?:[A-Z0-9]{${rest}}|${grouped})`;
}

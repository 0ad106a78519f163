/** True when the last digit is the one that Luhn's formula gives (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]) * (at % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** The digits and the one that Luhn's formula adds. */
export function withLuhnDigit(digits: string): string {
  const last = Array.from({ length: 10 }, (_, digit) => digit).find((digit) => passesLuhn(`${digits}${digit}`));
  return `${digits}${last ?? ''}`;
}

/** True for an IBAN in capitals without spaces whose check digits are right (ISO 13616, by ISO 7064 MOD 97-10). */
export function passesMod97(iban: string): boolean {
  return /^\d\d$/.test(iban.slice(2, 4)) && remainder(iban) === 1;
}

/** The IBAN of a country and an account within it. */
export function withIbanCheck(country: string, account: string): string {
  return `${country}${String(98 - remainder(`${country}00${account}`)).padStart(2, '0')}${account}`;
}

/** Of 97, the first four characters moved to the end, letters as numbers from 10. */
function remainder(iban: string): number {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

// ISO 3166-1 alpha-2, and XK: Kosovo has none yet and is written so by its phones, its post and the European Union.
const COUNTRIES: ReadonlySet<string> = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
    'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO ' +
    'FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE ' +
    'JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO ' +
    'MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW ' +
    'PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM ' +
    'TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'
  ).split(' '),
);

export const isCountry = (code: string): boolean => COUNTRIES.has(code);

/** Names of the zone database that are a place; those of regions (`US/Eastern`) and offsets (`EST`) do not last. */
const ZONE_OF_A_PLACE =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)(?:\/[A-Z][A-Za-z_-]*[a-z])+$/;

const isKnownZone = (name: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
};

/** Whether this is a time zone as the IANA database writes it: `Area/City`, or `UTC`. Asking the platform takes any case. */
export const isTimeZone = (name: string): boolean =>
  name === 'UTC' || (ZONE_OF_A_PLACE.test(name) && !/[A-Z]{3}/.test(name) && isKnownZone(name));

const parseLocale = (tag: string): Intl.Locale | undefined => {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined;
  }
};

const isRegion = (region: string | undefined): boolean =>
  region === undefined || /^\d{3}$/.test(region) || isCountry(region);

/** Whether this is a BCP 47 tag in its usual spelling, of a language in which dates and numbers can be written. */
export const isLocale = (tag: string): boolean => {
  const locale = parseLocale(tag);
  if (locale?.baseName !== tag || !isRegion(locale.region)) return false;
  return Intl.DateTimeFormat.supportedLocalesOf(tag).length === 1;
};

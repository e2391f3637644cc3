const title = /^(dr|prof|mr|mrs|ms|mx|herr|frau)\.?$/i;

/** A colleague's name as it stands in a narrow column: "Dr Mei-Ling Hwang" is "Dr Hwang", "Petra Vlahović" is "P. Vlahović". */
export const shortName = (name: string): string => {
  const words = name.trim().split(/\s+/);
  const [first = '', ...others] = words;
  const last = others.at(-1);
  if (last === undefined) return first;
  return title.test(first) ? `${first} ${last}` : `${[...first][0] ?? ''}. ${last}`;
};

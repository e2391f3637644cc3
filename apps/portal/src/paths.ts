type Query = Record<string, string | undefined>;

const withQuery = (path: string, query: Query): string => {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries).toString()}`;
};

/** Every address of the portal, built here and nowhere else. Ids and views stand in an address; a name, a phone or a search never does. */
export const paths = {
  today: (view: { state?: string; practitioner?: string } = {}): string => withQuery('/', view),
  signIn: (query: { next?: string } = {}): string => withQuery('/sign-in', query),
  signOut: '/sign-out',
  calendar: {
    day: (query: { day?: string; patient?: string } = {}): string => withQuery('/calendar', query),
    week: (query: { day?: string; practitioner?: string; patient?: string } = {}): string =>
      withQuery('/calendar/week', query),
  },
  patients: {
    list: '/patients',
    find: '/patients/find',
    register: '/patients/new',
    lookAlikes: '/patients/look-alikes',
    page: (id: string): string => `/patients/${id}`,
    /** More visits of one patient; `cursor` is opaque. */
    visits: (id: string, cursor?: string): string => withQuery(`/patients/${id}/visits`, { cursor }),
  },
  imports: { list: '/imports', page: (id: string): string => `/imports/${id}` },
} as const;

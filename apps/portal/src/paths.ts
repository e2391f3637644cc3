type Query = Record<string, string | undefined>;

const withQuery = (path: string, query: Query): string => {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries).toString()}`;
};

/** `date` is `YYYY-MM-DD`; `practitioners` are ids with commas between; `patient` is who is being booked; `on` is the one column a phone shows. */
export type CalendarQuery = { date?: string; practitioners?: string; patient?: string; on?: string };

/** Every address of the portal, built here and nowhere else. Ids and views stand in an address; a name, a phone or a search never does. */
export const paths = {
  today: (view: { state?: string; practitioner?: string } = {}): string => withQuery('/', view),
  signIn: (query: { next?: string } = {}): string => withQuery('/sign-in', query),
  signOut: '/sign-out',
  /** Where the links of invitations and resets lead; the token stands behind a `#`. */
  invitation: '/invitation',
  calendar: {
    day: (query: CalendarQuery = {}): string => withQuery('/calendar', query),
    week: (query: CalendarQuery = {}): string => withQuery('/calendar', { view: 'week', ...query }),
    /** One visit, read anew when somebody opens it. */
    visit: (id: string): string => `/calendar/visits/${id}`,
    /** The first free time of a type of visit. */
    nextFree: (query: { type?: string; practitioners?: string; from?: string } = {}): string =>
      withQuery('/calendar/next-free', query),
    /** How full the days from one date to another are. */
    loads: (query: { from?: string; to?: string; practitioners?: string } = {}): string =>
      withQuery('/calendar/loads', query),
  },
  patients: {
    list: '/patients',
    find: '/patients/find',
    register: '/patients/new',
    /** Those who are put away. */
    putAway: '/patients/put-away',
    morePutAway: (cursor: string): string => withQuery('/patients/put-away', { cursor }),
    lookAlikes: '/patients/look-alikes',
    page: (id: string): string => `/patients/${id}`,
    edit: (id: string): string => `/patients/${id}/edit`,
    /** More visits of one patient; `cursor` is opaque. */
    visits: (id: string, cursor?: string): string => withQuery(`/patients/${id}/visits`, { cursor }),
  },
  imports: { list: '/imports', page: (id: string): string => `/imports/${id}` },
} as const;

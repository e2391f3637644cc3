export const calendarTexts = {} as const;

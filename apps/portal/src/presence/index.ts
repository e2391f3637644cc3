export { createPresence, presenceOfTabs, type Presence } from './presence.ts';

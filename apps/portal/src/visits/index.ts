export { markOfStatus, StatusPill, wordOfStatus } from './appointment-status.tsx';

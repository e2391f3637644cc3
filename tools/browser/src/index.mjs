export { findBrowser } from './find-browser.mjs';

/** The same people on every installation, so that a page in the manual looks like the screen. */
export const DEMO_SEED = 20_261;

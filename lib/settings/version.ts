/** Of this release. package.json says the same (a test compares them); reading it there would put it into every bundle. */
export const VERSION = '0.1.0';

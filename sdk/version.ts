/** The version of this copy, from `package.json`; put in place by the build, and by the test set-up. */
declare const MILLRACE_VERSION: string;

export const sdkVersion: string = MILLRACE_VERSION;

/** The version of every package in this workspace. */
export const SERVER_VERSION = '0.1.0';

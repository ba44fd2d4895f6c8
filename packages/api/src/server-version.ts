/** Of the packages of this workspace, all of one number. */
export const SERVER_VERSION = '0.1.0';

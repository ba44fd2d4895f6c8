import { z } from 'zod';

/** Which model a file is about: one version of it, and the hash of everything that decides its scores. */
export const modelIdentitySchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  content_sha256: z.string()
});

export type ModelIdentity = z.infer<typeof modelIdentitySchema>;

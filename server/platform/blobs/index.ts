/** Files too large for the database, behind a port: a directory now, S3-compatible storage later. */
export { createDirectoryBlobs } from './directory.ts'
export { onlyDeclared } from './declared.ts'
export type { BlobInfo, BlobKey, Blobs, PutOptions } from './blobs.ts'

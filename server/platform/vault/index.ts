/** Secrets at rest: the master key, sealed columns, passwords. The only place that touches key bytes. */
export { createVaultKeys, deriveKey, loadOrCreateSecretKey, parseSecretKey } from './keys.ts'
export type { MasterKey, VaultKeys } from './keys.ts'
export { createPasswordHasher } from './password-hasher.ts'
export type { PasswordHasher, PasswordHasherOptions } from './password-hasher.ts'
export { hashPassword, verifyPassword } from './password.ts'
export type { StoredPassword } from './password.ts'
export { keyIdOf, newDataKey, open, seal, unwrapDataKey, VaultError, wrapDataKey } from './seal.ts'
export type { DataKey, Envelope, Place } from './seal.ts'

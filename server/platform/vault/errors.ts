/** A value that cannot be opened: damaged, moved, sealed with a key that is not there, or no envelope at all. */
export class VaultError extends Error {
  override name = 'VaultError'
}

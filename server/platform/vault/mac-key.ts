import { createSecretKey, type KeyObject } from 'node:crypto'
import type { VaultKeys } from './keys.ts'

/** Made once and kept as long as the keys are: a letter to many needs as many marks and secrets of one purpose. */
const made = new WeakMap<VaultKeys, Map<string, KeyObject>>()

/** The key of a purpose for HMACs, of the active master key or of the one that is named. There are few purposes. */
export function macKey(vault: VaultKeys, purpose: string, keyId?: string): KeyObject {
  const keys = made.get(vault) ?? new Map<string, KeyObject>()
  made.set(vault, keys)
  const name = `${keyId ?? ''} ${purpose}`
  const key =
    keys.get(name) ?? createSecretKey(keyId === undefined ? vault.derive(purpose) : vault.deriveWith(keyId, purpose))
  keys.set(name, key)
  return key
}

/** The key that signs the heads of audit chains: Ed25519 (RFC 8032), one for the installation, derived and never stored. */
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import type { VaultKeys } from '#platform/vault'
import { keyIdOf, type Signed } from './verify.mjs'

/** The 32 bytes of the public key in base64url; `keyId` is their SHA-256 in hex. */
export type AuditKey = { algorithm: 'Ed25519'; publicKey: string; keyId: string }

/** With the key that signs now; `previous` are those of master keys that were active before, the latest first. */
export function listAuditKeys(vault: VaultKeys): AuditKey & { previous: AuditKey[] } {
  const previous = vault.keyIds.slice(1).map((id) => describe(privateKey(vault.deriveWith(id, purpose))))
  return { ...auditKeyOf(vault), previous }
}

export function auditKeyOf(vault: VaultKeys): AuditKey {
  return describe(privateKey(vault.derive(purpose)))
}

export function signStatement(vault: VaultKeys, statement: string): Signed {
  const key = privateKey(vault.derive(purpose))
  const { publicKey, keyId } = describe(key)
  return { publicKey, keyId, signature: sign(null, Buffer.from(statement), key).toString('base64url') }
}

const purpose = 'audit.signing'

/** What stands before the 32 bytes of a seed in PKCS #8 (RFC 8410 §7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

function privateKey(seed: Buffer): KeyObject {
  return createPrivateKey({ format: 'der', type: 'pkcs8', key: Buffer.concat([pkcs8Prefix, seed]) })
}

function describe(key: KeyObject): AuditKey {
  const { x: publicKey = '' } = createPublicKey(key).export({ format: 'jwk' })
  return { algorithm: 'Ed25519', publicKey, keyId: keyIdOf(publicKey) }
}

/** Who a check is, to servers that ask: a certificate and its key, both PEM (RFC 7468). Pure. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { hiddenSecret } from './hidden-secret.ts'

/** Of the certificate with its chain, and of the key. */
export const maxPemLength = 16_384

export function isCertificate(pem: string): boolean {
  return readCertificate(pem) !== undefined
}

/** One with a password is none: nobody is there to type it. */
export function isPrivateKey(pem: string): boolean {
  return readKey(pem) !== undefined
}

/** True as well for a key that is hidden: it was looked at when it was given. */
export function belongTogether({ certificate, key }: { certificate: string; key: string }): boolean {
  if (key === hiddenSecret) return true
  const [leaf, own] = [readCertificate(certificate), readKey(key)]
  // What is neither is said at its own field.
  return !leaf || !own || leaf.checkPrivateKey(own)
}

/** Which certificate a key was given for: its place among the secrets, so that another one asks for its key again. */
export function fingerprintOf(certificate: string): string {
  return readCertificate(certificate)?.fingerprint256 ?? ''
}

function readCertificate(pem: string): X509Certificate | undefined {
  return attempt(() => new X509Certificate(pem))
}

function readKey(pem: string): KeyObject | undefined {
  return attempt(() => createPrivateKey(pem))
}

/** OpenSSL throws for what it cannot read, and says nothing that somebody who pasted it could use. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** What PostgreSQL asks for instead of a password. */
import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { EgressFailed } from '#platform/egress'
import { newSecret } from '#platform/ids'

/** A server could ask for any number and have us compute for minutes. */
const maxIterations = 100_000

/** SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding. Throws EgressFailed `protocol`. */
export function createScram(password: string, nonce = newSecret(18)) {
  const bare = `n=*,r=${nonce}`
  let serverSignature: Buffer | undefined
  return {
    first: `n,,${bare}`,
    /** Takes the server's first message, answers the client's final one. */
    next(serverFirst: string): string {
      const parts = attributes(serverFirst)
      const [combined = '', salt = ''] = [parts.get('r'), parts.get('s')]
      const iterations = Number(parts.get('i'))
      const sound = combined.startsWith(nonce) && combined.length > nonce.length && salt !== ''
      if (!sound || !(iterations >= 1 && iterations <= maxIterations)) throw new EgressFailed('protocol')
      const salted = pbkdf2Sync(password.normalize('NFKC'), Buffer.from(salt, 'base64'), iterations, 32, 'sha256')
      const clientKey = hmac(salted, 'Client Key')
      const final = `c=biws,r=${combined}`
      const signed = `${bare},${serverFirst},${final}`
      const signature = hmac(createHash('sha256').update(clientKey).digest(), signed)
      serverSignature = hmac(hmac(salted, 'Server Key'), signed)
      const proof = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0))
      return `${final},p=${Buffer.from(proof).toString('base64')}`
    },
    /** Whether who answers knows the password too. */
    isServer(serverFinal: string): boolean {
      const given = Buffer.from(attributes(serverFinal).get('v') ?? '', 'base64')
      return (
        serverSignature !== undefined &&
        given.length === serverSignature.length &&
        timingSafeEqual(given, serverSignature)
      )
    },
  }
}

const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()

function attributes(text: string): Map<string, string> {
  return new Map(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]))
}

export function md5Password(user: string, password: string, salt: Uint8Array): string {
  const md5 = (...parts: (string | Uint8Array)[]) =>
    parts.reduce<ReturnType<typeof createHash>>((hash, part) => hash.update(part), createHash('md5')).digest('hex')
  return `md5${md5(md5(password, user), salt)}`
}

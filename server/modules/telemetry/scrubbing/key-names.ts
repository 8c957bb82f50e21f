/** Whether the name of a field says that its value is secret, however the name is written. */

const words = new Set([
  'password',
  'passwords',
  'passwd',
  'passwort',
  'passphrase',
  'pwd',
  'pw',
  'secret',
  'secrets',
  'token',
  'authorization',
  'credential',
  'credentials',
  'cookie',
  'cookies',
  'bearer',
  'apikey',
  'apitoken',
  'authtoken',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'sessionid',
  'sessid',
  'phpsessid',
  'jsessionid',
  'privatekey',
  'secretkey',
  'accesskey',
  'clientsecret',
  'csrf',
  'xsrf',
  'csrftoken',
  'xsrftoken',
  'csrfmiddlewaretoken',
  'jwt',
  'otp',
  'cvv',
  'cvc',
  'cvv2',
  'ssn',
  'mfa',
  'totp',
])
const pairs = new Set([
  'api key',
  'private key',
  'secret key',
  'access key',
  'signing key',
  'encryption key',
  'auth key',
  'session id',
  'session key',
  'set cookie',
  'card code',
  'security code',
])
/** What is only about a secret: `token_count`, `password_length`, `cookie_name`. */
const aboutIt = new Set([
  'count',
  'length',
  'size',
  'limit',
  'type',
  'usage',
  'name',
  'policy',
  'enabled',
  'required',
  'strength',
  'ttl',
  'expiry',
  'expires',
  'valid',
  'present',
])

/** Some part of every word above: nearly all names end here. */
const mayBe = /pass|pwd|pw|secret|token|auth|cred|cookie|bearer|key|sess|csrf|xsrf|jwt|otp|cv[vc]|ssn|mfa|code/i

const known = new Map<string, boolean>()
const knownLimit = 5_000
const maxNameLength = 100

export function isSecretName(name: string): boolean {
  if (!mayBe.test(name)) return false
  const remembered = known.get(name)
  if (remembered !== undefined) return remembered
  if (known.size >= knownLimit) known.clear()
  const answer = decide(name)
  known.set(name, answer)
  return answer
}

function decide(name: string): boolean {
  const parts = name
    .slice(0, maxNameLength)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
  const last = parts.at(-1)
  if (last === undefined || (parts.length > 1 && aboutIt.has(last))) return false
  return parts.some((part, index) => words.has(part) || pairs.has(`${part} ${parts[index + 1] ?? ''}`))
}

import { codeOf, messageOf } from '../errors.ts'

/** Why there was no answer, in a sentence that says what to do. */
export function explain(error: unknown, url: URL): string {
  const code = codeOf(error)
  const message = messageOf(error)
  return `${url.origin}: ${sentences[code] ?? (message || code)}${sentences[code] === undefined ? '' : ` (${code})`}`
}

const unknownAuthority =
  'its certificate is signed by nobody this machine trusts; name the signer’s certificate in WATCHWORD_AGENT_CA_FILE'

const sentences: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired, or the clock of this machine is wrong',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, or the clock of this machine is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  EPROTO: 'it does not speak TLS there: is it an http:// address?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there: is it an http:// address?',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there: is it an http:// address?',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host name',
  EAI_AGAIN: 'the name server does not answer',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'it does not answer',
}

import { AppError } from '#platform/errors'

export type RefusalKind =
  | 'url'
  | 'scheme'
  | 'plain'
  | 'userinfo'
  | 'host'
  | 'address'
  | 'port'
  | 'listener'
  | 'method'
  | 'header'
  | 'unregistered'
  | 'category'
  | 'region'

const refusals: Record<RefusalKind, string> = {
  url: 'the URL must be absolute and consist of visible ASCII characters',
  scheme: 'the URL must start with http:// or https://',
  plain: 'the URL must start with https://, except to hosts and addresses of WATCHWORD_EGRESS_ALLOW',
  userinfo: 'the URL must not contain a user name or password',
  host: 'this host name cannot be used',
  address: 'the host is not on the public internet',
  port: 'this port cannot be used',
  listener: 'this address belongs to the installation itself',
  method: 'this HTTP method cannot be used',
  header: 'a header that the sender sets itself, or that is malformed, cannot be set',
  unregistered: 'this host is not in the register of processors',
  category: 'this processor may not get what the request would send',
  region: 'this processor is where the policy lets no data go',
}

/** What we do not do, whatever the other side would say. Nothing has been sent. A 400 when a URL is being saved. */
export class EgressRefused extends AppError {
  override name = 'EgressRefused'
  readonly kind: RefusalKind

  constructor(kind: RefusalKind) {
    super('invalid_request', refusals[kind])
    this.kind = kind
  }
}

export type FailureKind = 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'protocol' | 'too_large'

const failures: Record<FailureKind, string> = {
  dns: 'the host name could not be resolved',
  connect: 'no connection could be made',
  tls: 'no trusted TLS connection could be made',
  timeout: 'no complete answer in time',
  reset: 'the connection was closed before the answer was complete',
  protocol: 'the answer was not valid HTTP',
  too_large: 'the header of the answer was too large',
}

/** What the network did, as a class: the raw text would make a port scanner of whoever shows it. */
export class EgressFailed extends Error {
  override name = 'EgressFailed'
  readonly kind: FailureKind
  /** Milliseconds until the failure. */
  readonly durationMs: number

  constructor(kind: FailureKind, durationMs = 0) {
    super(failures[kind])
    this.kind = kind
    this.durationMs = durationMs
  }
}

const kindByCode: [RegExp, FailureKind][] = [
  [/^(ENOTFOUND|ENODATA|ESERVFAIL|EAI_|EDNS|EREFUSED|EFORMERR|ENOTIMP|EBADRESP)/, 'dns'],
  [/^(ETIMEDOUT|ETIMEOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|UND_ERR_ABORTED|ABORT_ERR)$/, 'timeout'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL|EACCES|EPERM|EINVAL)$/, 'connect'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)$/, 'reset'],
  [/^(UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)$/, 'too_large'],
  [
    /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|CRL_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE))/,
    'tls',
  ],
]

/** The class of whatever undici or Node threw; `protocol` for what is left, an answer that could not be read. */
export function failureKind(error: unknown): FailureKind {
  if (error instanceof AggregateError) return failureKind(error.errors.at(-1))
  if (!(error instanceof Error)) return 'connect'
  const code = 'code' in error ? String(error.code) : error.name
  const known = kindByCode.find(([pattern]) => pattern.test(code))
  if (known) return known[1]
  return error.cause === undefined ? 'protocol' : failureKind(error.cause)
}

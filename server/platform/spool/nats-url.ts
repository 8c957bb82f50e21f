import type { NodeConnectionOptions } from '@nats-io/transport-node'

export type NatsTarget = {
  connection: NodeConnectionOptions
  /** Name of the stream, its subject and its consumer: one for each installation that shares a NATS account. */
  stream: string
  /** On how many servers of a cluster each message is stored; more than one needs a cluster of that size. */
  replicas: number
  /** What may wait in the stream. A server reserves it on its disk when the stream is made. */
  maxBytes: number
}

const defaults = { stream: 'watchword-events', replicas: 1, maxBytes: 4 * 1024 ** 3 }

/**
 * `nats://user:password@host:4222`, with `tls://` encrypted; a user name alone is the server's token. Further servers
 * of a cluster follow after commas. `?replicas=3&maxBytes=10737418240&stream=name` are optional and, like user and
 * password, those of the first. Throws an Error that never shows the URL, since there is a password in it.
 */
export function parseNatsUrl(text: string): NatsTarget {
  const parts = text.split(/,\s*(?=(?:nats|tls):)/).map((part) => part.trim())
  const [first, ...others] = parts.filter((part) => URL.canParse(part)).map((part) => new URL(part))
  if (!first || others.length + 1 !== parts.length) throw new Error('the NATS URL cannot be read')
  for (const name of first.searchParams.keys()) {
    if (!(name in defaults)) throw new Error(`the NATS URL has no option ${name}`)
  }
  const stream = first.searchParams.get('stream') ?? defaults.stream
  if (!/^[\w-]{1,100}$/.test(stream)) throw new Error('the stream of the NATS URL: letters, digits, - and _ only')
  return {
    connection: { servers: [first, ...others].map(({ host }) => host), ...credentials(first) },
    stream,
    replicas: option(first, 'replicas', 1, 5),
    maxBytes: option(first, 'maxBytes', 1024, Number.MAX_SAFE_INTEGER),
  }
}

function credentials(url: URL): NodeConnectionOptions {
  const user = decodeURIComponent(url.username)
  const pass = decodeURIComponent(url.password)
  return {
    ...(user !== '' && (pass === '' ? { token: user } : { user, pass })),
    ...(url.protocol === 'tls:' && { tls: {} }),
  }
}

function option(url: URL, name: 'replicas' | 'maxBytes', min: number, max: number): number {
  const value = Number(url.searchParams.get(name) ?? defaults[name])
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${name} of the NATS URL: expected a number from ${min} to ${max}`)
  }
  return value
}

/**
 * AWS Signature Version 4 for one request with its body at hand: docs.aws.amazon.com, "Create a signed AWS API request".
 * Pure. Every S3-compatible store checks it.
 */
import { createHash, createHmac } from 'node:crypto'

export type Credentials = { accessKeyId: string; secretAccessKey: string }

export type Signing = {
  method: 'GET' | 'PUT' | 'DELETE'
  url: URL
  /** All of them are signed. Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: Uint8Array | string
  credentials: Credentials
  region: string
  at: Date
}

const algorithm = 'AWS4-HMAC-SHA256'

/** The headers to send: those given, and what says who signed them when. `Host` is signed as the URL has it. */
export function signedHeaders(signing: Signing): Record<string, string> {
  const { credentials, region, headers, url } = signing
  const time = signing.at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  const day = time.slice(0, 8)
  const sent: Record<string, string> = {
    ...headers,
    'x-amz-content-sha256': sha256(signing.body),
    'x-amz-date': time,
  }
  const signed = Object.entries({ ...sent, host: url.host }).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const names = signed.map(([name]) => name).join(';')
  const canonical = [
    signing.method,
    encodedPath(url),
    encodedQuery(url),
    ...signed.map(([name, value]) => `${name}:${value.trim().replaceAll(/ +/g, ' ')}`),
    '',
    names,
    sent['x-amz-content-sha256'],
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = [algorithm, time, scope, sha256(canonical)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  )
  const signature = hmac(key, toSign).toString('hex')
  const authorization = `${algorithm} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return { ...sent, authorization }
}

/** Each part of the path by itself, so that slashes stay. S3 encodes once, other services twice. */
function encodedPath({ pathname }: URL): string {
  return pathname
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/')
}

function encodedQuery({ searchParams }: URL): string {
  return [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&')
}

/** RFC 3986 §2.3: everything but unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
